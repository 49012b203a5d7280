import datetime

import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Ends of periods: what is known to the month or year is over when that is. The order of due dates follows."""

    dependencies = [
        ("engagements", "0014_level_versions"),
        ("offices", "0018_whose_account"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="engagement",
            name="closed_end",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(
                            ("closed_precision", "year"),
                            models.Q(
                                ("closed_precision", "about"),
                                models.Func(
                                    models.F("closed_on"),
                                    output_field=models.BooleanField(),
                                    template="extract(day from %(expressions)s) = 1",
                                ),
                                models.Func(
                                    models.F("closed_on"),
                                    output_field=models.BooleanField(),
                                    template="extract(month from %(expressions)s) = 1",
                                ),
                            ),
                            _connector="OR",
                        ),
                        then=models.Func(
                            models.F("closed_on"),
                            template="make_date(extract(year from %(expressions)s)::integer, 12, 31)",
                        ),
                    ),
                    models.When(
                        models.Q(
                            ("closed_precision", "month"),
                            models.Q(
                                ("closed_precision", "about"),
                                models.Func(
                                    models.F("closed_on"),
                                    output_field=models.BooleanField(),
                                    template="extract(day from %(expressions)s) = 1",
                                ),
                            ),
                            _connector="OR",
                        ),
                        then=models.Func(
                            models.F("closed_on"),
                            template="(make_date(extract(year from %(expressions)s)::integer, extract(month from %(expressions)s)::integer, 1) + interval '1 month -1 day')::date",
                        ),
                    ),
                    default=models.F("closed_on"),
                    output_field=models.DateField(),
                ),
                null=True,
                output_field=models.DateField(),
            ),
        ),
        migrations.AddField(
            model_name="engagement",
            name="opened_end",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(
                            ("opened_precision", "year"),
                            models.Q(
                                ("opened_precision", "about"),
                                models.Func(
                                    models.F("opened_on"),
                                    output_field=models.BooleanField(),
                                    template="extract(day from %(expressions)s) = 1",
                                ),
                                models.Func(
                                    models.F("opened_on"),
                                    output_field=models.BooleanField(),
                                    template="extract(month from %(expressions)s) = 1",
                                ),
                            ),
                            _connector="OR",
                        ),
                        then=models.Func(
                            models.F("opened_on"),
                            template="make_date(extract(year from %(expressions)s)::integer, 12, 31)",
                        ),
                    ),
                    models.When(
                        models.Q(
                            ("opened_precision", "month"),
                            models.Q(
                                ("opened_precision", "about"),
                                models.Func(
                                    models.F("opened_on"),
                                    output_field=models.BooleanField(),
                                    template="extract(day from %(expressions)s) = 1",
                                ),
                            ),
                            _connector="OR",
                        ),
                        then=models.Func(
                            models.F("opened_on"),
                            template="(make_date(extract(year from %(expressions)s)::integer, extract(month from %(expressions)s)::integer, 1) + interval '1 month -1 day')::date",
                        ),
                    ),
                    default=models.F("opened_on"),
                    output_field=models.DateField(),
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="occurred_end",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(
                            ("occurred_precision", "year"),
                            models.Q(
                                ("occurred_precision", "about"),
                                models.Func(
                                    django.db.models.functions.comparison.Coalesce(
                                        models.F("occurred_until"), models.F("occurred_on")
                                    ),
                                    output_field=models.BooleanField(),
                                    template="extract(day from %(expressions)s) = 1",
                                ),
                                models.Func(
                                    django.db.models.functions.comparison.Coalesce(
                                        models.F("occurred_until"), models.F("occurred_on")
                                    ),
                                    output_field=models.BooleanField(),
                                    template="extract(month from %(expressions)s) = 1",
                                ),
                            ),
                            _connector="OR",
                        ),
                        then=models.Func(
                            django.db.models.functions.comparison.Coalesce(
                                models.F("occurred_until"), models.F("occurred_on")
                            ),
                            template="make_date(extract(year from %(expressions)s)::integer, 12, 31)",
                        ),
                    ),
                    models.When(
                        models.Q(
                            ("occurred_precision", "month"),
                            models.Q(
                                ("occurred_precision", "about"),
                                models.Func(
                                    django.db.models.functions.comparison.Coalesce(
                                        models.F("occurred_until"), models.F("occurred_on")
                                    ),
                                    output_field=models.BooleanField(),
                                    template="extract(day from %(expressions)s) = 1",
                                ),
                            ),
                            _connector="OR",
                        ),
                        then=models.Func(
                            django.db.models.functions.comparison.Coalesce(
                                models.F("occurred_until"), models.F("occurred_on")
                            ),
                            template="(make_date(extract(year from %(expressions)s)::integer, extract(month from %(expressions)s)::integer, 1) + interval '1 month -1 day')::date",
                        ),
                    ),
                    default=django.db.models.functions.comparison.Coalesce(
                        models.F("occurred_until"), models.F("occurred_on")
                    ),
                    output_field=models.DateField(),
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.AddField(
            model_name="journalentryevent",
            name="occurred_end",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(
                            ("occurred_precision", "year"),
                            models.Q(
                                ("occurred_precision", "about"),
                                models.Func(
                                    django.db.models.functions.comparison.Coalesce(
                                        models.F("occurred_until"), models.F("occurred_on")
                                    ),
                                    output_field=models.BooleanField(),
                                    template="extract(day from %(expressions)s) = 1",
                                ),
                                models.Func(
                                    django.db.models.functions.comparison.Coalesce(
                                        models.F("occurred_until"), models.F("occurred_on")
                                    ),
                                    output_field=models.BooleanField(),
                                    template="extract(month from %(expressions)s) = 1",
                                ),
                            ),
                            _connector="OR",
                        ),
                        then=models.Func(
                            django.db.models.functions.comparison.Coalesce(
                                models.F("occurred_until"), models.F("occurred_on")
                            ),
                            template="make_date(extract(year from %(expressions)s)::integer, 12, 31)",
                        ),
                    ),
                    models.When(
                        models.Q(
                            ("occurred_precision", "month"),
                            models.Q(
                                ("occurred_precision", "about"),
                                models.Func(
                                    django.db.models.functions.comparison.Coalesce(
                                        models.F("occurred_until"), models.F("occurred_on")
                                    ),
                                    output_field=models.BooleanField(),
                                    template="extract(day from %(expressions)s) = 1",
                                ),
                            ),
                            _connector="OR",
                        ),
                        then=models.Func(
                            django.db.models.functions.comparison.Coalesce(
                                models.F("occurred_until"), models.F("occurred_on")
                            ),
                            template="(make_date(extract(year from %(expressions)s)::integer, extract(month from %(expressions)s)::integer, 1) + interval '1 month -1 day')::date",
                        ),
                    ),
                    default=django.db.models.functions.comparison.Coalesce(
                        models.F("occurred_until"), models.F("occurred_on")
                    ),
                    output_field=models.DateField(),
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.RemoveIndex(model_name="followup", name="followup_by_due"),
        migrations.RemoveIndex(model_name="followup", name="followup_live_by_owner"),
        migrations.RemoveField(model_name="followup", name="due_order"),
        migrations.AddField(
            model_name="followup",
            name="due_order",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    models.Case(
                        models.When(
                            models.Q(
                                ("due_precision", "year"),
                                models.Q(
                                    ("due_precision", "about"),
                                    models.Func(
                                        models.F("due_on"),
                                        output_field=models.BooleanField(),
                                        template="extract(day from %(expressions)s) = 1",
                                    ),
                                    models.Func(
                                        models.F("due_on"),
                                        output_field=models.BooleanField(),
                                        template="extract(month from %(expressions)s) = 1",
                                    ),
                                ),
                                _connector="OR",
                            ),
                            then=models.Func(
                                models.F("due_on"),
                                template="make_date(extract(year from %(expressions)s)::integer, 12, 31)",
                            ),
                        ),
                        models.When(
                            models.Q(
                                ("due_precision", "month"),
                                models.Q(
                                    ("due_precision", "about"),
                                    models.Func(
                                        models.F("due_on"),
                                        output_field=models.BooleanField(),
                                        template="extract(day from %(expressions)s) = 1",
                                    ),
                                ),
                                _connector="OR",
                            ),
                            then=models.Func(
                                models.F("due_on"),
                                template="(make_date(extract(year from %(expressions)s)::integer, extract(month from %(expressions)s)::integer, 1) + interval '1 month -1 day')::date",
                            ),
                        ),
                        default=models.F("due_on"),
                        output_field=models.DateField(),
                    ),
                    models.Value(datetime.date(9999, 12, 31)),
                    output_field=models.DateField(),
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.RemoveField(model_name="followupevent", name="due_order"),
        migrations.AddField(
            model_name="followupevent",
            name="due_order",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    models.Case(
                        models.When(
                            models.Q(
                                ("due_precision", "year"),
                                models.Q(
                                    ("due_precision", "about"),
                                    models.Func(
                                        models.F("due_on"),
                                        output_field=models.BooleanField(),
                                        template="extract(day from %(expressions)s) = 1",
                                    ),
                                    models.Func(
                                        models.F("due_on"),
                                        output_field=models.BooleanField(),
                                        template="extract(month from %(expressions)s) = 1",
                                    ),
                                ),
                                _connector="OR",
                            ),
                            then=models.Func(
                                models.F("due_on"),
                                template="make_date(extract(year from %(expressions)s)::integer, 12, 31)",
                            ),
                        ),
                        models.When(
                            models.Q(
                                ("due_precision", "month"),
                                models.Q(
                                    ("due_precision", "about"),
                                    models.Func(
                                        models.F("due_on"),
                                        output_field=models.BooleanField(),
                                        template="extract(day from %(expressions)s) = 1",
                                    ),
                                ),
                                _connector="OR",
                            ),
                            then=models.Func(
                                models.F("due_on"),
                                template="(make_date(extract(year from %(expressions)s)::integer, extract(month from %(expressions)s)::integer, 1) + interval '1 month -1 day')::date",
                            ),
                        ),
                        default=models.F("due_on"),
                        output_field=models.DateField(),
                    ),
                    models.Value(datetime.date(9999, 12, 31)),
                    output_field=models.DateField(),
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.AddIndex(
            model_name="followup", index=models.Index(fields=["due_order", "id"], name="followup_by_due")
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("status__in", ["blocked", "in_progress", "open"])),
                fields=["owner", "due_order"],
                name="followup_live_by_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="engagement",
            index=models.Index(fields=["closed_on"], name="engagement_by_closing"),
        ),
        migrations.AddIndex(
            model_name="engagement",
            index=models.Index(
                condition=models.Q(("opened_end__gt", models.F("opened_on"))),
                fields=["opened_end"],
                name="engagement_opened_roughly",
            ),
        ),
        migrations.AddIndex(
            model_name="engagement",
            index=models.Index(
                condition=models.Q(("closed_end__gt", models.F("closed_on"))),
                fields=["closed_end"],
                name="engagement_closed_roughly",
            ),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(
                condition=models.Q(("occurred_end__gt", models.F("occurred_on"))),
                fields=["occurred_end"],
                name="entry_spans_by_end",
            ),
        ),
    ]
