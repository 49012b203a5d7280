import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

PROTECT = r"""
set constraints all immediate;

alter table offices_partnertype enable row level security;
create policy visible on offices_partnertype for select using ((select am_member()));
create policy kept on offices_partnertype using ((select am_administrator()));

alter table offices_partnerrole enable row level security;
create policy visible on offices_partnerrole for select using ((select am_member()));
create policy kept on offices_partnerrole using ((select am_administrator()));

alter table offices_threattype enable row level security;
create policy visible on offices_threattype for select using ((select am_member()));
create policy kept on offices_threattype using ((select am_administrator()));

alter table offices_capacitygroup enable row level security;
create policy visible on offices_capacitygroup for select using ((select am_member()));
create policy kept on offices_capacitygroup using ((select am_administrator()));

alter table offices_coverage enable row level security;
create policy visible on offices_coverage for select using ((select am_member()));
create policy kept on offices_coverage using ((select am_administrator()));

alter table offices_leadership enable row level security;
create policy visible on offices_leadership for select using ((select am_member()));
create policy kept on offices_leadership using ((select am_administrator()));

alter table offices_mandate enable row level security;
create policy visible on offices_mandate for select using ((select am_member()));
create policy kept on offices_mandate using ((select am_administrator()));

alter table offices_mandatetask enable row level security;
create policy visible on offices_mandatetask for select using ((select am_member()));
create policy kept on offices_mandatetask using ((select am_administrator()));

alter table offices_taskoffice enable row level security;
create policy visible on offices_taskoffice for select using ((select am_member()));
create policy kept on offices_taskoffice using ((select am_administrator()));

alter table offices_tasktheme enable row level security;
create policy visible on offices_tasktheme for select using ((select am_member()));
create policy kept on offices_tasktheme using ((select am_administrator()));

alter table offices_partnertypeevent enable row level security;
create policy visible on offices_partnertypeevent for select using (exists (select from offices_partnertype now where now.code = offices_partnertypeevent.pgh_obj_id));
create index offices_partnertypeevent_obj on offices_partnertypeevent (pgh_obj_id);

alter table offices_partnerroleevent enable row level security;
create policy visible on offices_partnerroleevent for select using (exists (select from offices_partnerrole now where now.code = offices_partnerroleevent.pgh_obj_id));
create index offices_partnerroleevent_obj on offices_partnerroleevent (pgh_obj_id);

alter table offices_threattypeevent enable row level security;
create policy visible on offices_threattypeevent for select using (exists (select from offices_threattype now where now.code = offices_threattypeevent.pgh_obj_id));
create index offices_threattypeevent_obj on offices_threattypeevent (pgh_obj_id);

alter table offices_capacitygroupevent enable row level security;
create policy visible on offices_capacitygroupevent for select using (exists (select from offices_capacitygroup now where now.code = offices_capacitygroupevent.pgh_obj_id));
create index offices_capacitygroupevent_obj on offices_capacitygroupevent (pgh_obj_id);

alter table offices_coverageevent enable row level security;
create policy visible on offices_coverageevent for select using (exists (select from offices_coverage now where now.id = offices_coverageevent.pgh_obj_id));
create index offices_coverageevent_obj on offices_coverageevent (pgh_obj_id);

alter table offices_leadershipevent enable row level security;
create policy visible on offices_leadershipevent for select using (exists (select from offices_leadership now where now.id = offices_leadershipevent.pgh_obj_id));
create index offices_leadershipevent_obj on offices_leadershipevent (pgh_obj_id);

alter table offices_mandateevent enable row level security;
create policy visible on offices_mandateevent for select using (exists (select from offices_mandate now where now.id = offices_mandateevent.pgh_obj_id));
create index offices_mandateevent_obj on offices_mandateevent (pgh_obj_id);

alter table offices_mandatetaskevent enable row level security;
create policy visible on offices_mandatetaskevent for select using (exists (select from offices_mandatetask now where now.id = offices_mandatetaskevent.pgh_obj_id));
create index offices_mandatetaskevent_obj on offices_mandatetaskevent (pgh_obj_id);

alter table offices_taskofficeevent enable row level security;
create policy visible on offices_taskofficeevent for select using (exists (select from offices_taskoffice now where now.id = offices_taskofficeevent.pgh_obj_id));
create index offices_taskofficeevent_obj on offices_taskofficeevent (pgh_obj_id);

alter table offices_taskthemeevent enable row level security;
create policy visible on offices_taskthemeevent for select using (exists (select from offices_tasktheme now where now.id = offices_taskthemeevent.pgh_obj_id));
create index offices_taskthemeevent_obj on offices_taskthemeevent (pgh_obj_id);
"""

UNDO_PROTECT = r"""
drop index offices_taskthemeevent_obj;
drop policy visible on offices_taskthemeevent;
alter table offices_taskthemeevent disable row level security;

drop index offices_taskofficeevent_obj;
drop policy visible on offices_taskofficeevent;
alter table offices_taskofficeevent disable row level security;

drop index offices_mandatetaskevent_obj;
drop policy visible on offices_mandatetaskevent;
alter table offices_mandatetaskevent disable row level security;

drop index offices_mandateevent_obj;
drop policy visible on offices_mandateevent;
alter table offices_mandateevent disable row level security;

drop index offices_leadershipevent_obj;
drop policy visible on offices_leadershipevent;
alter table offices_leadershipevent disable row level security;

drop index offices_coverageevent_obj;
drop policy visible on offices_coverageevent;
alter table offices_coverageevent disable row level security;

drop index offices_capacitygroupevent_obj;
drop policy visible on offices_capacitygroupevent;
alter table offices_capacitygroupevent disable row level security;

drop index offices_threattypeevent_obj;
drop policy visible on offices_threattypeevent;
alter table offices_threattypeevent disable row level security;

drop index offices_partnerroleevent_obj;
drop policy visible on offices_partnerroleevent;
alter table offices_partnerroleevent disable row level security;

drop index offices_partnertypeevent_obj;
drop policy visible on offices_partnertypeevent;
alter table offices_partnertypeevent disable row level security;

drop policy visible on offices_tasktheme;
drop policy kept on offices_tasktheme;
alter table offices_tasktheme disable row level security;

drop policy visible on offices_taskoffice;
drop policy kept on offices_taskoffice;
alter table offices_taskoffice disable row level security;

drop policy visible on offices_mandatetask;
drop policy kept on offices_mandatetask;
alter table offices_mandatetask disable row level security;

drop policy visible on offices_mandate;
drop policy kept on offices_mandate;
alter table offices_mandate disable row level security;

drop policy visible on offices_leadership;
drop policy kept on offices_leadership;
alter table offices_leadership disable row level security;

drop policy visible on offices_coverage;
drop policy kept on offices_coverage;
alter table offices_coverage disable row level security;

drop policy visible on offices_capacitygroup;
drop policy kept on offices_capacitygroup;
alter table offices_capacitygroup disable row level security;

drop policy visible on offices_threattype;
drop policy kept on offices_threattype;
alter table offices_threattype disable row level security;

drop policy visible on offices_partnerrole;
drop policy kept on offices_partnerrole;
alter table offices_partnerrole disable row level security;

drop policy visible on offices_partnertype;
drop policy kept on offices_partnertype;
alter table offices_partnertype disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0004_sources"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="CapacityGroup",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[a-z][a-z0-9_]*\\Z")],
                        verbose_name="code",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("position", models.SmallIntegerField(default=0, verbose_name="position")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="retired on")),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sources",
                    ),
                ),
            ],
            options={
                "verbose_name": "holder of capacities",
                "verbose_name_plural": "holders of capacities",
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CapacityGroupEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[a-z][a-z0-9_]*\\Z")],
                        verbose_name="code",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("position", models.SmallIntegerField(default=0, verbose_name="position")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="retired on")),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sources",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Coverage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("covered", "Covered"),
                            ("priority", "Priority"),
                            ("contact", "Contact, not covered"),
                            ("boundary", "Boundary commission"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("group", models.CharField(max_length=80, verbose_name="group")),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="from")),
                (
                    "from_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "until_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sources",
                    ),
                ),
            ],
            options={
                "verbose_name": "country covered",
                "verbose_name_plural": "countries covered",
                "ordering": ["office", "group", "country"],
            },
        ),
        migrations.CreateModel(
            name="CoverageEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("covered", "Covered"),
                            ("priority", "Priority"),
                            ("contact", "Contact, not covered"),
                            ("boundary", "Boundary commission"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("group", models.CharField(max_length=80, verbose_name="group")),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="from")),
                (
                    "from_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "until_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sources",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Leadership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                (
                    "post",
                    models.CharField(
                        choices=[("head", "Head"), ("deputy", "Deputy"), ("officer_in_charge", "Officer-in-charge")],
                        max_length=20,
                        verbose_name="post",
                    ),
                ),
                ("named_on", models.DateField(blank=True, null=True, verbose_name="named on")),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="from")),
                (
                    "from_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "until_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sources",
                    ),
                ),
            ],
            options={
                "verbose_name": "head of office",
                "verbose_name_plural": "heads of offices",
                "ordering": ["office", models.OrderBy(models.F("from_on"), nulls_last=True), "name"],
            },
        ),
        migrations.CreateModel(
            name="LeadershipEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                (
                    "post",
                    models.CharField(
                        choices=[("head", "Head"), ("deputy", "Deputy"), ("officer_in_charge", "Officer-in-charge")],
                        max_length=20,
                        verbose_name="post",
                    ),
                ),
                ("named_on", models.DateField(blank=True, null=True, verbose_name="named on")),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="from")),
                (
                    "from_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "until_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sources",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="from")),
                (
                    "from_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "until_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sources",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^[A-Z][A-Z0-9-]*\\Z")],
                        verbose_name="code",
                    ),
                ),
                (
                    "instrument",
                    models.CharField(
                        choices=[
                            ("exchange_of_letters", "Exchange of letters"),
                            ("letter", "Letter"),
                            ("resolution", "Resolution"),
                            ("presidential_statement", "Presidential statement"),
                            ("delegation", "Delegation"),
                            ("extension", "Extension"),
                            ("review", "Review"),
                            ("report", "Report"),
                            ("briefing", "Briefing"),
                            ("programme_of_action", "Programme of action"),
                            ("framework", "Framework"),
                            ("strategy", "Strategy"),
                        ],
                        max_length=24,
                        verbose_name="instrument",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "symbols",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="symbols",
                    ),
                ),
                ("adopted_on", models.DateField(blank=True, null=True, verbose_name="adopted on")),
                (
                    "adopted_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="reviewed on")),
                ("effect", models.TextField(blank=True, verbose_name="effect")),
            ],
            options={
                "verbose_name": "mandate",
                "verbose_name_plural": "mandates",
                "ordering": ["code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MandateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="from")),
                (
                    "from_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "until_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sources",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        validators=[django.core.validators.RegexValidator("^[A-Z][A-Z0-9-]*\\Z")],
                        verbose_name="code",
                    ),
                ),
                (
                    "instrument",
                    models.CharField(
                        choices=[
                            ("exchange_of_letters", "Exchange of letters"),
                            ("letter", "Letter"),
                            ("resolution", "Resolution"),
                            ("presidential_statement", "Presidential statement"),
                            ("delegation", "Delegation"),
                            ("extension", "Extension"),
                            ("review", "Review"),
                            ("report", "Report"),
                            ("briefing", "Briefing"),
                            ("programme_of_action", "Programme of action"),
                            ("framework", "Framework"),
                            ("strategy", "Strategy"),
                        ],
                        max_length=24,
                        verbose_name="instrument",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "symbols",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="symbols",
                    ),
                ),
                ("adopted_on", models.DateField(blank=True, null=True, verbose_name="adopted on")),
                (
                    "adopted_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("reviewed_on", models.DateField(blank=True, null=True, verbose_name="reviewed on")),
                ("effect", models.TextField(blank=True, verbose_name="effect")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MandateTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="from")),
                (
                    "from_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "until_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sources",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=16,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^[A-Z][A-Z0-9-]*\\Z")],
                        verbose_name="code",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("origin", models.TextField(blank=True, verbose_name="origin")),
            ],
            options={
                "verbose_name": "mandate task",
                "verbose_name_plural": "mandate tasks",
                "ordering": ["code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MandateTaskEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="from")),
                (
                    "from_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "until_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("about", "about"),
                        ],
                        default="day",
                        max_length=5,
                    ),
                ),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sources",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        max_length=16,
                        validators=[django.core.validators.RegexValidator("^[A-Z][A-Z0-9-]*\\Z")],
                        verbose_name="code",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("origin", models.TextField(blank=True, verbose_name="origin")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PartnerRole",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[a-z][a-z0-9_]*\\Z")],
                        verbose_name="code",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("position", models.SmallIntegerField(default=0, verbose_name="position")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="retired on")),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sources",
                    ),
                ),
            ],
            options={
                "verbose_name": "role of partners",
                "verbose_name_plural": "roles of partners",
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PartnerRoleEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[a-z][a-z0-9_]*\\Z")],
                        verbose_name="code",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("position", models.SmallIntegerField(default=0, verbose_name="position")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="retired on")),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sources",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PartnerType",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[a-z][a-z0-9_]*\\Z")],
                        verbose_name="code",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("position", models.SmallIntegerField(default=0, verbose_name="position")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="retired on")),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sources",
                    ),
                ),
            ],
            options={
                "verbose_name": "type of partner",
                "verbose_name_plural": "types of partners",
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PartnerTypeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[a-z][a-z0-9_]*\\Z")],
                        verbose_name="code",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("position", models.SmallIntegerField(default=0, verbose_name="position")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="retired on")),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sources",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TaskOffice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "verbose_name": "office of a task",
                "verbose_name_plural": "offices of tasks",
            },
        ),
        migrations.CreateModel(
            name="TaskOfficeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TaskTheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "verbose_name": "theme of a task",
                "verbose_name_plural": "themes of tasks",
            },
        ),
        migrations.CreateModel(
            name="TaskThemeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ThreatType",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[a-z][a-z0-9_]*\\Z")],
                        verbose_name="code",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("position", models.SmallIntegerField(default=0, verbose_name="position")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="retired on")),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sources",
                    ),
                ),
                (
                    "depth",
                    models.CharField(
                        choices=[("proximate", "Proximate"), ("structural", "Structural")],
                        max_length=10,
                        verbose_name="depth",
                    ),
                ),
            ],
            options={
                "verbose_name": "type of threat",
                "verbose_name_plural": "types of threats",
                "ordering": ["position", "code"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ThreatTypeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "code",
                    models.CharField(
                        max_length=40,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[a-z][a-z0-9_]*\\Z")],
                        verbose_name="code",
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="label")),
                ("position", models.SmallIntegerField(default=0, verbose_name="position")),
                ("retired_on", models.DateField(blank=True, null=True, verbose_name="retired on")),
                (
                    "sources",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="sources",
                    ),
                ),
                (
                    "depth",
                    models.CharField(
                        choices=[("proximate", "Proximate"), ("structural", "Structural")],
                        max_length=10,
                        verbose_name="depth",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="capacitygroup",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "offices_capacitygroupevent" ("code", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_on", "sources") VALUES (NEW."code", NEW."label", _pgh_attach_context(), NOW(), \'insert\', NEW."code", NEW."position", NEW."retired_on", NEW."sources"); RETURN NULL;',
                    hash="80a8c4cdaf94cf212416e56e21b2d846c3484061",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_71007",
                    table="offices_capacitygroup",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="capacitygroup",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "offices_capacitygroupevent" ("code", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_on", "sources") VALUES (NEW."code", NEW."label", _pgh_attach_context(), NOW(), \'update\', NEW."code", NEW."position", NEW."retired_on", NEW."sources"); RETURN NULL;',
                    hash="55c8729de48f82be3acf15d4ee4f746542a36ea6",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_86111",
                    table="offices_capacitygroup",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="capacitygroupevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="capacitygroupevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="offices.capacitygroup",
            ),
        ),
        migrations.AddField(
            model_name="coverage",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="coverage",
                to="offices.country",
                verbose_name="country",
            ),
        ),
        migrations.AddField(
            model_name="coverage",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="coverage",
                to="offices.office",
                verbose_name="office",
            ),
        ),
        migrations.AddField(
            model_name="coverageevent",
            name="country",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="offices.country",
                verbose_name="country",
            ),
        ),
        migrations.AddField(
            model_name="coverageevent",
            name="office",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="offices.office",
                verbose_name="office",
            ),
        ),
        migrations.AddField(
            model_name="coverageevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="coverageevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="offices.coverage",
            ),
        ),
        migrations.AddField(
            model_name="leadership",
            name="nationality",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="offices.country",
                verbose_name="nationality",
            ),
        ),
        migrations.AddField(
            model_name="leadership",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leadership",
                to="offices.office",
                verbose_name="office",
            ),
        ),
        migrations.AddField(
            model_name="leadershipevent",
            name="nationality",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="offices.country",
                verbose_name="nationality",
            ),
        ),
        migrations.AddField(
            model_name="leadershipevent",
            name="office",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="offices.office",
                verbose_name="office",
            ),
        ),
        migrations.AddField(
            model_name="leadershipevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="leadershipevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="offices.leadership",
            ),
        ),
        migrations.AddField(
            model_name="mandate",
            name="office",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mandates",
                to="offices.office",
                verbose_name="office",
            ),
        ),
        migrations.AddField(
            model_name="mandateevent",
            name="office",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="offices.office",
                verbose_name="office",
            ),
        ),
        migrations.AddField(
            model_name="mandateevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="mandateevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="offices.mandate",
            ),
        ),
        migrations.AddField(
            model_name="mandatetaskevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="mandatetaskevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="offices.mandatetask",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="partnerrole",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "offices_partnerroleevent" ("code", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_on", "sources") VALUES (NEW."code", NEW."label", _pgh_attach_context(), NOW(), \'insert\', NEW."code", NEW."position", NEW."retired_on", NEW."sources"); RETURN NULL;',
                    hash="2d743c0bc191d8a4d346241f1169e6e1edd0cbea",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6db83",
                    table="offices_partnerrole",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="partnerrole",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "offices_partnerroleevent" ("code", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_on", "sources") VALUES (NEW."code", NEW."label", _pgh_attach_context(), NOW(), \'update\', NEW."code", NEW."position", NEW."retired_on", NEW."sources"); RETURN NULL;',
                    hash="101d1eb85ee34511bbbfdbb99725ab266b18c309",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_72c59",
                    table="offices_partnerrole",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="partnerroleevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="partnerroleevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="offices.partnerrole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="partnertype",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "offices_partnertypeevent" ("code", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_on", "sources") VALUES (NEW."code", NEW."label", _pgh_attach_context(), NOW(), \'insert\', NEW."code", NEW."position", NEW."retired_on", NEW."sources"); RETURN NULL;',
                    hash="fb8ca1d79f5260b611965eeb375772ea4b203cdc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_23cfd",
                    table="offices_partnertype",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="partnertype",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "offices_partnertypeevent" ("code", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_on", "sources") VALUES (NEW."code", NEW."label", _pgh_attach_context(), NOW(), \'update\', NEW."code", NEW."position", NEW."retired_on", NEW."sources"); RETURN NULL;',
                    hash="bff6c02dd36710149d125bbade1cf64a9e1756d1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_262a8",
                    table="offices_partnertype",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="partnertypeevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="partnertypeevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="offices.partnertype",
            ),
        ),
        migrations.AddField(
            model_name="taskoffice",
            name="office",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="offices.office",
                verbose_name="office",
            ),
        ),
        migrations.AddField(
            model_name="taskoffice",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.mandatetask"
            ),
        ),
        migrations.AddField(
            model_name="mandatetask",
            name="offices",
            field=models.ManyToManyField(
                related_name="tasks", through="offices.TaskOffice", to="offices.office", verbose_name="offices"
            ),
        ),
        migrations.AddField(
            model_name="taskofficeevent",
            name="office",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="offices.office",
                verbose_name="office",
            ),
        ),
        migrations.AddField(
            model_name="taskofficeevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="taskofficeevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="offices.taskoffice",
            ),
        ),
        migrations.AddField(
            model_name="taskofficeevent",
            name="task",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="offices.mandatetask",
            ),
        ),
        migrations.AddField(
            model_name="tasktheme",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.mandatetask"
            ),
        ),
        migrations.AddField(
            model_name="tasktheme",
            name="theme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.theme", verbose_name="theme"
            ),
        ),
        migrations.AddField(
            model_name="mandatetask",
            name="themes",
            field=models.ManyToManyField(
                related_name="tasks", through="offices.TaskTheme", to="offices.theme", verbose_name="themes"
            ),
        ),
        migrations.AddField(
            model_name="taskthemeevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="taskthemeevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="offices.tasktheme",
            ),
        ),
        migrations.AddField(
            model_name="taskthemeevent",
            name="task",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="offices.mandatetask",
            ),
        ),
        migrations.AddField(
            model_name="taskthemeevent",
            name="theme",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="offices.theme",
                verbose_name="theme",
            ),
        ),
        migrations.AddConstraint(
            model_name="threattype",
            constraint=models.CheckConstraint(
                condition=models.Q(("depth__in", ["proximate", "structural"])), name="threat_type_depth_known"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="threattype",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "offices_threattypeevent" ("code", "depth", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_on", "sources") VALUES (NEW."code", NEW."depth", NEW."label", _pgh_attach_context(), NOW(), \'insert\', NEW."code", NEW."position", NEW."retired_on", NEW."sources"); RETURN NULL;',
                    hash="230c090e5bc91488ac78751db1bd9b408bc4e142",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e45cc",
                    table="offices_threattype",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="threattype",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "offices_threattypeevent" ("code", "depth", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "retired_on", "sources") VALUES (NEW."code", NEW."depth", NEW."label", _pgh_attach_context(), NOW(), \'update\', NEW."code", NEW."position", NEW."retired_on", NEW."sources"); RETURN NULL;',
                    hash="66e72998981cf0abe4d47e61d1f7024dadee80ce",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c8928",
                    table="offices_threattype",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="threattypeevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="threattypeevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="offices.threattype",
            ),
        ),
        migrations.AddConstraint(
            model_name="coverage",
            constraint=models.UniqueConstraint(fields=("office", "country", "group"), name="coverage_once"),
        ),
        migrations.AddConstraint(
            model_name="coverage",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["covered", "priority", "contact", "boundary"])),
                name="coverage_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="coverage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_on__isnull", True),
                    ("from_on__isnull", True),
                    ("until_on__gte", models.F("from_on")),
                    _connector="OR",
                ),
                name="coverage_dates_ordered",
                violation_error_message="It ends before it begins.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="coverage",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "offices_coverageevent" ("country_id", "from_on", "from_precision", "group", "id", "kind", "note", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sources", "until_on", "until_precision") VALUES (NEW."country_id", NEW."from_on", NEW."from_precision", NEW."group", NEW."id", NEW."kind", NEW."note", NEW."office_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sources", NEW."until_on", NEW."until_precision"); RETURN NULL;',
                    hash="43dd7b33e6a0a8cd89621b5659e3700bfaa9d420",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0572b",
                    table="offices_coverage",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="coverage",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "offices_coverageevent" ("country_id", "from_on", "from_precision", "group", "id", "kind", "note", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sources", "until_on", "until_precision") VALUES (NEW."country_id", NEW."from_on", NEW."from_precision", NEW."group", NEW."id", NEW."kind", NEW."note", NEW."office_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sources", NEW."until_on", NEW."until_precision"); RETURN NULL;',
                    hash="8930b9be6902f4c9ac9aa11250b21b427d29176e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f6023",
                    table="offices_coverage",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="leadership",
            constraint=models.UniqueConstraint(
                fields=("office", "name", "post", "from_on"), name="leadership_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="leadership",
            constraint=models.CheckConstraint(
                condition=models.Q(("post__in", ["head", "deputy", "officer_in_charge"])), name="leadership_post_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="leadership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_on__isnull", True),
                    ("from_on__isnull", True),
                    ("until_on__gte", models.F("from_on")),
                    _connector="OR",
                ),
                name="leadership_dates_ordered",
                violation_error_message="It ends before it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="leadership",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("post", "head")),
                expressions=[
                    (models.Func("office", "office", models.Value("[]"), function="int8range"), "&&"),
                    (models.Func("from_on", "until_on", function="daterange"), "&&"),
                ],
                name="leadership_one_head_at_once",
                violation_error_message="The office has another head at that time.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="leadership",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "offices_leadershipevent" ("from_on", "from_precision", "id", "name", "named_on", "nationality_id", "note", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post", "sources", "title", "until_on", "until_precision") VALUES (NEW."from_on", NEW."from_precision", NEW."id", NEW."name", NEW."named_on", NEW."nationality_id", NEW."note", NEW."office_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."post", NEW."sources", NEW."title", NEW."until_on", NEW."until_precision"); RETURN NULL;',
                    hash="da2a3953a558474bcc9cf8390bf0e6f516af37f2",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_58e63",
                    table="offices_leadership",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="leadership",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "offices_leadershipevent" ("from_on", "from_precision", "id", "name", "named_on", "nationality_id", "note", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post", "sources", "title", "until_on", "until_precision") VALUES (NEW."from_on", NEW."from_precision", NEW."id", NEW."name", NEW."named_on", NEW."nationality_id", NEW."note", NEW."office_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."post", NEW."sources", NEW."title", NEW."until_on", NEW."until_precision"); RETURN NULL;',
                    hash="ebdc95671505c418945e4d8c7316fbee3780f860",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8299e",
                    table="offices_leadership",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_on__isnull", True),
                    ("from_on__isnull", True),
                    ("until_on__gte", models.F("from_on")),
                    _connector="OR",
                ),
                name="mandate_dates_ordered",
                violation_error_message="It ends before it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "instrument__in",
                        [
                            "exchange_of_letters",
                            "letter",
                            "resolution",
                            "presidential_statement",
                            "delegation",
                            "extension",
                            "review",
                            "report",
                            "briefing",
                            "programme_of_action",
                            "framework",
                            "strategy",
                        ],
                    )
                ),
                name="mandate_instrument_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "offices_mandateevent" ("adopted_on", "adopted_precision", "code", "effect", "from_on", "from_precision", "id", "instrument", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewed_on", "sources", "symbols", "title", "until_on", "until_precision") VALUES (NEW."adopted_on", NEW."adopted_precision", NEW."code", NEW."effect", NEW."from_on", NEW."from_precision", NEW."id", NEW."instrument", NEW."office_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reviewed_on", NEW."sources", NEW."symbols", NEW."title", NEW."until_on", NEW."until_precision"); RETURN NULL;',
                    hash="f13bce76cfe0ce9361c40d9862dabb12e0896932",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_efb8f",
                    table="offices_mandate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "offices_mandateevent" ("adopted_on", "adopted_precision", "code", "effect", "from_on", "from_precision", "id", "instrument", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewed_on", "sources", "symbols", "title", "until_on", "until_precision") VALUES (NEW."adopted_on", NEW."adopted_precision", NEW."code", NEW."effect", NEW."from_on", NEW."from_precision", NEW."id", NEW."instrument", NEW."office_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reviewed_on", NEW."sources", NEW."symbols", NEW."title", NEW."until_on", NEW."until_precision"); RETURN NULL;',
                    hash="843713ae370475c23bb7f6064c704cdc91f4901c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e7d8b",
                    table="offices_mandate",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="taskoffice",
            constraint=models.UniqueConstraint(fields=("task", "office"), name="task_office_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taskoffice",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "offices_taskofficeevent" ("id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "task_id") VALUES (NEW."id", NEW."office_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."task_id"); RETURN NULL;',
                    hash="8198c081999e608f51ee55679948d5cdfe8a0b63",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0418e",
                    table="offices_taskoffice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taskoffice",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "offices_taskofficeevent" ("id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "task_id") VALUES (NEW."id", NEW."office_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."task_id"); RETURN NULL;',
                    hash="d072c34ddbf06d17e30de467bcc6d8ac1149bce1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7ac9e",
                    table="offices_taskoffice",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="tasktheme",
            constraint=models.UniqueConstraint(fields=("task", "theme"), name="task_theme_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tasktheme",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "offices_taskthemeevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "task_id", "theme_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."task_id", NEW."theme_id"); RETURN NULL;',
                    hash="be5aa96add7ba6b33fadaf4de47a421d2ecb3de0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1b8d4",
                    table="offices_tasktheme",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tasktheme",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "offices_taskthemeevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "task_id", "theme_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."task_id", NEW."theme_id"); RETURN NULL;',
                    hash="0e9a84d6fbccb3dfc5ac1f70baf01534cd242ffa",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b0b28",
                    table="offices_tasktheme",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="mandatetask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_on__isnull", True),
                    ("from_on__isnull", True),
                    ("until_on__gte", models.F("from_on")),
                    _connector="OR",
                ),
                name="mandatetask_dates_ordered",
                violation_error_message="It ends before it begins.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandatetask",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "offices_mandatetaskevent" ("code", "from_on", "from_precision", "id", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sources", "title", "until_on", "until_precision") VALUES (NEW."code", NEW."from_on", NEW."from_precision", NEW."id", NEW."origin", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sources", NEW."title", NEW."until_on", NEW."until_precision"); RETURN NULL;',
                    hash="a1e70ac01f8b2e271c63f2ce556086a64dc1874b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0bbf1",
                    table="offices_mandatetask",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mandatetask",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "offices_mandatetaskevent" ("code", "from_on", "from_precision", "id", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sources", "title", "until_on", "until_precision") VALUES (NEW."code", NEW."from_on", NEW."from_precision", NEW."id", NEW."origin", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sources", NEW."title", NEW."until_on", NEW."until_precision"); RETURN NULL;',
                    hash="2a4493c7bbf13ba39303d59bad7104bdc4252208",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1a4f8",
                    table="offices_mandatetask",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(PROTECT, UNDO_PROTECT),
    ]
