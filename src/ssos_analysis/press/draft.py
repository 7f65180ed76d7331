"""The marks of a page that nobody approved: in the title, at the top, in the foot and on each printed page."""

DRAFT_TITLE = "DRAFT: "
DRAFT_CLASS = "is-draft"
DRAFT_BANNER = '<p class="draft"><strong>DRAFT.</strong> Nobody has approved this page yet: it is not to be passed on.</p>'
DRAFT_FOOT = '<p class="draft"><strong>DRAFT.</strong> Not approved.</p>'
