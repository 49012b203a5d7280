"""The list of attacks that are answered cleanly, and the test of each. `docs/security.md` shows it as a table.

An item is proved by tests, or it is of a surface that is not there yet, with the step that brings it: then
`test_not_yet.py` fails on the day when such a surface appears, and the item gets its test.
"""

from dataclasses import dataclass

FILES = {
    "access": "tests/attacks/test_access.py",
    "limits": "tests/attacks/test_limits.py",
    "logs": "tests/attacks/test_logs.py",
    "markup": "tests/attacks/test_markup.py",
    "outgoing": "tests/attacks/test_outgoing.py",
    "server": "tests/attacks/test_production.py",
    "text": "tests/attacks/test_text_and_numbers.py",
    "web": "tests/attacks/test_web.py",
    "admin-lookups": "tests/access/test_admin_lookups.py",
    "last-entry": "tests/access/test_last_open_entry.py",
    "levels": "tests/access/test_levels_of_versions.py",
    "rights": "tests/access/test_rights_at_once.py",
    "twins": "tests/access/test_twin_world.py",
    "names": "tests/cases/test_c_names.py",
    "searching": "tests/cases/test_a_search.py",
    "addresses": "tests/contracts/test_addresses.py",
    "surfaces": "tests/contracts/test_surfaces.py",
    "follow-up-actions": "tests/engagements/followups/test_actions.py",
    "notices": "tests/engagements/classification/test_notices.py",
    "break-glass": "tests/engagements/classification/test_break_glass.py",
    "privacy": "tests/journeys/test_privacy.py",
    "throttles": "tests/offices/signin/test_throttles.py",
    "trail": "tests/offices/test_trail_pages.py",
    "sign-in": "tests/offices/signin/test_signing_in.py",
    "sessions": "tests/offices/sessions/test_sessions.py",
    "admin": "tests/offices/test_admin.py",
    "tokens": "tests/offices/tokens/test_tokens.py",
    "page-input": "tests/pages/test_bad_input.py",
    "history": "tests/pages/test_history.py",
    "register": "tests/pages/test_register.py",
    "followup-pages": "tests/pages/test_followups.py",
    "hidden": "tests/pages/test_hidden.py",
    "signed-out": "tests/pages/test_signed_out.py",
    "bodies": "tests/rest/test_bad_inputs.py",
    "followups": "tests/rest/test_followups.py",
    "partners": "tests/rest/test_partners.py",
    "reading": "tests/rest/test_reading.py",
    "writing": "tests/rest/test_writing.py",
}
"""Short names of the files in which the proofs are."""


@dataclass(frozen=True)
class Item:
    """What is tried; what proves that it is answered; or what must come before it can be tried."""

    what: str
    proofs: tuple[str, ...] = ()
    waits_for: str = ""
    surfaces: tuple[str, ...] = ()
    """Names in `test_not_yet.py` of what the item waits for."""


def tried(what: str, *proofs: str) -> Item:
    """`proofs`: the short name of a file, and the name of a test in it."""
    found = (proof.split() for proof in proofs)
    return Item(what, tuple(f"{FILES[file]}::test_{name}" for file, name in found))


def later(what: str, step: str, *surfaces: str) -> Item:
    """`surfaces`: what comes with `step`."""
    return Item(what, (), step, surfaces)


ITEMS: dict[int, Item] = {
    1: tried(
        "GET of a hidden engagement",
        "addresses hidden_and_unknown_are_one_answer",
        "reading hidden_is_unknown_byte_for_byte",
        "admin a_hidden_row_is_an_unknown_one",
    ),
    2: tried(
        "PATCH, DELETE of it",
        "addresses hidden_and_unknown_are_one_answer",
        "reading hidden_is_unknown_byte_for_byte",
        "hidden a_hidden_engagement_is_an_unknown_one",
    ),
    3: tried(
        "OPTIONS, HEAD of it",
        "addresses hidden_and_unknown_are_one_answer",
        "reading hidden_is_unknown_byte_for_byte",
    ),
    4: tried(
        "a child of it, by the child's own key",
        "addresses hidden_and_unknown_are_one_answer",
        "reading hidden_entry_is_unknown_byte_for_byte",
    ),
    5: tried(
        "a new child of it",
        "writing hidden_unknown_and_impossible_parents_are_one_answer",
        "followups hidden_and_unknown_are_refused_alike",
    ),
    6: tried("a list of keys with a hidden one in it", "access no_list_names_a_hidden_row_among_others"),
    7: tried("many at once, one of them hidden", "access five_visible_and_one_hidden_are_refused_whole"),
    8: tried(
        "choices offered while typing",
        "access a_search_finds_no_hidden_word_anywhere",
        "admin what_is_not_ours_is_not_there",
    ),
    9: tried(
        "a search for a hidden word",
        "access a_search_finds_no_hidden_word_anywhere",
        "surfaces some_answers_to_the_cast",
    ),
    10: tried(
        "counts beside filters",
        "access facets_of_the_admin_count_what_is_seen",
        "surfaces lists_and_counts_hold_just_what_is_seen",
    ),
    11: tried("an order by somebody's password", "access no_filter_or_order_reaches_behind_a_row"),
    12: tried(
        "a filter by it",
        "access no_filter_or_order_reaches_behind_a_row",
        "admin search_and_filters_reach_no_further",
    ),
    13: tried("an order by what hidden children have", "access an_order_by_the_last_entry_knows_no_hidden_entry"),
    14: tried("an export that names hidden rows", "trail the_file_is_marked_noted_and_holds_just_what_its_reader_sees"),
    15: later("a report on another office", "reports", "report"),
    16: later("a calendar feed with another's key", "calendar feeds", "feed"),
    17: tried(
        "the history of a hidden row",
        "addresses hidden_and_unknown_are_one_answer",
        "reading hidden_is_unknown_byte_for_byte",
    ),
    18: later("an old link to a document", "documents", "file", "document"),
    19: tried(
        "the admin's pages of a hidden row",
        "addresses hidden_and_unknown_are_one_answer",
        "admin a_hidden_row_is_an_unknown_one",
        "admin its_log_and_its_messages_hold_no_text_of_a_row",
    ),
    20: tried("the admin, by who does not administrate", "admin it_is_for_administrators"),
    21: tried("writing with a token that reads", "tokens a_new_one_reads_and_opens_nothing_strictly_confidential"),
    22: tried("the token of a closed account", "tokens what_does_not_stand_is_answered_alike"),
    23: tried("raising one's own role", "access nobody_raises_themselves", "admin accounts_are_read_only"),
    24: tried("moving a row to another office", "access no_engagement_is_moved_to_another_office"),
    25: tried(
        "a strictly confidential row without oneself in it",
        "writing open_a_strictly_confidential_one_with_a_supporting_office",
        "writing lead_officer_who_is_not_cleared_is_refused_at_the_field",
    ),
    26: tried(
        "a unique value that a hidden row has",
        "access a_unique_value_of_a_hidden_row_is_refused_in_words",
        "partners a_hidden_one_is_not_noticed",
    ),
    27: tried(
        "the same where the check passes and the save fails",
        "access a_key_that_is_taken_by_a_hidden_row_tells_nothing",
    ),
    28: tried("a link to any kind of row", "access nothing_points_to_just_any_row"),
    29: later("a saved filter shared with a colleague", "saved views", "saved"),
    30: tried(
        "a letter from before a removal",
        "markup letters_carry_nothing_that_somebody_typed",
        "break-glass letters_name_nothing",
    ),
    31: tried(
        "NUL",
        "text no_field_of_the_api_takes_what_cannot_be_stored_or_seen",
        "text no_form_of_a_page_takes_what_cannot_be_stored_or_seen",
        "text no_form_of_the_admin_takes_what_cannot_be_stored_or_seen",
        "text no_question_makes_a_fault",
    ),
    32: tried(
        "a lone surrogate",
        "text no_field_of_the_api_takes_what_cannot_be_stored_or_seen",
        "text no_question_makes_a_fault",
    ),
    33: tried("NUL in JSON", "bodies body_that_is_no_object_is_refused"),
    34: tried("brackets without end", "bodies body_that_is_no_object_is_refused"),
    35: tried("1e1000000", "bodies body_that_is_no_object_is_refused"),
    36: tried("NaN, Infinity", "bodies body_that_is_no_object_is_refused", "bodies value_is_refused_at_its_field"),
    37: tried(
        "a number of 5,000 digits",
        "bodies body_that_is_no_object_is_refused",
        "text no_question_makes_a_fault",
    ),
    38: tried("a key of 20 digits", "text a_key_that_nothing_can_have_is_not_found"),
    39: tried(
        "limit=2^63",
        "reading parameters_that_are_not_understood_are_refused",
        "text no_question_makes_a_fault",
    ),
    40: tried(
        "years that are none",
        "bodies value_is_refused_at_its_field",
        "page-input in_a_form",
        "text no_question_makes_a_fault",
    ),
    41: tried("text over its length", "text no_field_of_the_api_takes_more_than_it_keeps"),
    42: tried(
        "a level that is none",
        "bodies value_is_refused_at_its_field",
        "text the_database_itself_knows_the_levels",
    ),
    43: tried(
        "a number too large for its column",
        "admin what_is_wrong_comes_back_to_the_form",
        "bodies value_is_refused_at_its_field",
    ),
    44: tried(
        "a regular expression",
        "text words_of_a_search_are_words",
        "access no_filter_or_order_reaches_behind_a_row",
    ),
    45: tried("raw syntax of text search", "text words_of_a_search_are_words"),
    46: tried("70,000 keys", "text lists_of_many_keys_are_refused_everywhere"),
    47: tried(
        "characters that are not seen, or turn text round",
        "text no_field_of_the_api_takes_what_cannot_be_stored_or_seen",
        "text text_is_isolated_where_it_stands_among_other_text",
    ),
    48: tried("spaces around, letters in parts", "text spaces_are_trimmed_and_letters_composed_everywhere"),
    49: tried(
        "a megabyte in a title",
        "text no_field_of_the_api_takes_more_than_it_keeps",
        "limits more_than_ten_megabytes_are_refused_in_our_words",
    ),
    50: tried(
        "a body that is not what it says",
        "web a_body_that_is_not_what_it_says_is_no_fault",
        "bodies other_media_types_are_refused",
    ),
    51: tried(
        "markup in every field",
        "markup markup_in_every_field_makes_nothing",
        "markup markup_in_names_of_people_and_in_questions_makes_nothing",
    ),
    52: tried(
        "javascript: and data: addresses",
        "markup an_address_leads_to_the_web_or_nowhere",
        "markup no_field_but_that_becomes_a_link",
    ),
    53: later("a picture with a script in it", "documents", "file", "document"),
    54: later("a page renamed .pdf", "documents", "file", "document"),
    55: later("a file too large, or empty", "documents", "file", "document"),
    56: later("a picture of too many points", "documents", "file", "document"),
    57: later("an archive that unpacks to a thousand times", "documents, exchange", "file", "import", "parser"),
    58: later("entities in a spreadsheet", "exchange", "import", "parser"),
    59: later("a file name with a path or a line break", "documents", "file", "document"),
    60: tried("a cell that is a formula", "trail no_cell_is_run"),
    61: later("a table in another encoding or shape", "exchange", "import"),
    62: later("an imported column beyond one's rights", "exchange", "import"),
    63: later("the same file imported twice", "exchange", "import"),
    64: later("a spreadsheet with macros", "exchange", "import", "file"),
    65: tried(
        "a form from another site",
        "web no_form_is_taken_from_elsewhere",
        "bodies session_writes_with_the_token_against_forgery_only",
    ),
    66: tried(
        "another Host",
        "web another_host_is_refused_on_every_surface",
        "server another_host_is_refused_by_the_real_server",
    ),
    67: tried("next=//evil", "web next_leads_home", "sign-in nobody_is_led_elsewhere"),
    68: tried(
        "a line break in a subject or an address",
        "markup a_line_break_in_a_subject_or_an_address_is_no_header",
        "text lines_stay_lines",
    ),
    69: tried(
        "a line break in what is logged",
        "web names_in_what_is_logged_are_one_line",
        "logs forged_lines_stay_one_line",
    ),
    70: tried("a GET that acts", "signed-out asking_changes_nothing", "web what_acts_is_not_done_by_asking"),
    71: tried(
        "our pages in a frame",
        "web every_answer_is_framed_by_nobody_and_runs_nothing_inline",
        "server every_answer_carries_its_headers",
    ),
    72: tried(
        "a script inline",
        "web every_answer_is_framed_by_nobody_and_runs_nothing_inline",
        "privacy the_policy_allows_nothing_inline_and_nobody_else",
    ),
    73: tried(
        "guessing of passwords",
        "sign-in five_failures_slow_guessing_for_this_account_from_there",
        "throttles many_sign_ins_for_one_account_are_slowed_wherever_they_come_from",
        "throttles a_known_browser_is_not_kept_out_by_strangers",
        "sign-in an_address_that_tries_many_accounts_is_slowed",
    ),
    74: tried(
        "a password reset for an unknown address",
        "sign-in what_the_library_offers_besides_is_not_there",
        "sign-in unknown_wrong_and_inactive_are_answered_alike",
    ),
    75: tried(
        "a session of before",
        "web a_session_is_new_after_signing_in_and_dead_after_signing_out",
        "sessions a_new_password_ends_all_others",
    ),
    76: later("100 exports at once", "exchange", "queue"),
    77: tried("page_size=1000000", "web a_page_is_as_long_as_we_say", "reading limit_beyond_the_most_is_the_most"),
    78: tried("a body or a reader that is slow", "limits slow_clients_do_not_stop_the_others"),
    79: tried(
        "debug pages, metrics, health in detail",
        "web nothing_is_said_to_who_is_not_signed_in",
        "server a_fault_of_ours_tells_nothing",
    ),
    80: tried(
        "an address that leads inside",
        "outgoing nothing_is_asked_of_anybody",
        "outgoing no_code_of_ours_asks_the_web",
    ),
    81: tried(
        "a total or a facet that counts hidden rows",
        "surfaces lists_and_counts_hold_just_what_is_seen",
        "hidden counts_are_of_what_is_seen",
        "access facets_of_the_admin_count_what_is_seen",
        "followup-pages hidden_ones_are_in_no_list_and_no_count",
    ),
    82: tried(
        "a date or an order that hidden rows move",
        "last-entry a_hidden_entry_does_not_show_in_the_engagement",
        "access an_order_by_the_last_entry_knows_no_hidden_entry",
    ),
    83: tried(
        "a letter or a badge about what one does not see",
        "rights a_letter_reaches_nobody_whose_account_is_closed",
        "notices a_queued_letter_is_not_sent_to_whom_it_no_longer_concerns",
        "notices my_work_shows_it_to_whom_it_concerns_and_no_more",
        "follow-up-actions a_panel_counts_what_its_reader_sees",
    ),
    84: tried(
        "“already exists” of a hidden row",
        "names c4_a_hidden_person_is_not_noticed",
        "names c5_a_hidden_one_is_not_asked_about",
        "access a_key_that_is_taken_by_a_hidden_row_tells_nothing",
    ),
    85: tried(
        "an export above its reader's level",
        "trail the_file_is_marked_noted_and_holds_just_what_its_reader_sees",
        "trail who_may_not_takes_nothing_away",
    ),
    86: tried(
        "the trail or a history as a second door",
        "history whoever_may_not_see_the_engagement_finds_no_history",
        "trail the_auditors_trail_has_no_content",
        "levels opened_strictly_confidential_stays_so_in_history_and_trail",
    ),
    87: tried(
        "a suggestion or a search that draws on hidden text",
        "hidden a_picker_offers_nothing_that_is_hidden",
        "searching a9_a_hidden_merged_name_finds_nothing",
        "access a_search_finds_no_hidden_word_anywhere",
        "admin-lookups some_lookups_are_refused",
    ),
    88: later("a sealed request whose answer or silence differs", "coordination in depth", "sealed"),
    89: tried(
        "a letter whose subject or text tells", "break-glass letters_name_nothing", "notices letters_name_nothing"
    ),
    90: tried(
        "an assignment that shows who may read",
        "follow-up-actions an_owner_who_cannot_read_it_is_refused",
        "followup-pages an_owner_who_cannot_read_it_is_not_offered_or_is_refused_at_the_field",
    ),
    91: tried(
        "an index that outlives a change of level",
        "access a_search_finds_no_hidden_word_anywhere",
        "levels no_version_lies_lower_than_its_author_chose",
    ),
    92: tried(
        "what was remembered for one reader, shown to another",
        "register a_filter_offers_what_the_list_holds_at_this_moment_to_whom_may_read_it",
        "rights a_memory_of_rights_is_noticed",
        "twins some_answers_are_the_same_in_both_worlds",
    ),
}


def counted() -> str:
    """The line at the end of a run."""
    waiting = [number for number, item in ITEMS.items() if item.waits_for]
    return (
        f"attack list: {len(ITEMS)} items, {len(ITEMS) - len(waiting)} tested, "
        f"{len(waiting)} without a surface yet ({', '.join(map(str, waiting))})"
    )


def table() -> str:
    """The rows of the table in `docs/security.md`."""
    rows = []
    for number, item in ITEMS.items():
        proofs = ", ".join(f"`{proof.removeprefix('tests/')}`" for proof in item.proofs)
        rows.append(f"| {number} | {item.what} | {proofs or 'no such surface yet; comes with ' + item.waits_for} |")
    return "\n".join(rows)
