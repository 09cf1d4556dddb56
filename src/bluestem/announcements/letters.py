"""The mails this room sends."""

from bluestem.mailroom.letters import Letter, register

SAMPLE = {
    "subject_en": "Six classes are waiting",
    "subject_fr": "Six classes attendent",
    "text_en": "In ten days we go to school. **Six classes** still have [nobody](/outreach).",
    "text_fr": "Dans dix jours, nous allons à l’école. **Six classes** n’ont encore personne.",
    "list_name_en": "Announcements",
    "list_name_fr": "Annonces",
}

ANNOUNCEMENT = register(
    Letter(
        name="announcements.announcement",
        template="announcements/letters/announcement",
        sample=SAMPLE,
    )
)
TEST = register(
    Letter(name="announcements.test", template="announcements/letters/test", sample=SAMPLE)
)
APPROVAL_ASKED = register(
    Letter(
        name="announcements.approval_asked",
        template="announcements/letters/approval_asked",
        sample={
            **SAMPLE,
            "asked_by_name": "Ben Okonkwo",
            "announcement": "00000000-0000-4000-8000-000000000000",
        },
    )
)
