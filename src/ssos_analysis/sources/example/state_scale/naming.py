"""Names of invented districts and schools. No word of them is in the name of a place or school of the state (a test compares)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

_BEGINNINGS = (
    "Amber", "Barley", "Bracken", "Brindle", "Bristle", "Burnet", "Cinder", "Clover", "Copper", "Corbel", "Dapple", "Ember",
    "Fallow", "Fennel", "Flint", "Garnet", "Gorse", "Hazel", "Heather", "Hollin", "Indigo", "Juniper", "Larch", "Lichen",
    "Linden", "Mallow", "Marl", "Meadow", "Nettle", "Ochre", "Osier", "Pebble", "Quarry", "Rowan", "Russet", "Sable", "Saffron",
    "Sedge", "Sorrel", "Tansy", "Teasel", "Thistle", "Umber", "Vesper", "Withy", "Yarrow",
)  # fmt: skip
_ENDINGS = (
    "barrow", "beck", "carr", "combe", "dene", "fell", "garth", "ghyll", "holt", "howe", "keld", "mere", "nab", "rigg", "scar",
    "shaw", "stead", "tarn", "thwaite", "wick",
)  # fmt: skip
BIRDS = (
    "Accentor", "Bluethroat", "Brambling", "Bufflehead", "Bunting", "Bustard", "Canvasback", "Chiffchaff", "Coot", "Corncrake",
    "Crossbill", "Curassow", "Dabchick", "Dipper", "Dotterel", "Dowitcher", "Dunnock", "Eider", "Fieldfare", "Firecrest",
    "Flycatcher", "Fulvetta", "Gannet", "Garganey", "Godwit", "Goldcrest", "Goldeneye", "Goosander", "Goshawk", "Grackle",
    "Grosbeak", "Hawfinch", "Hoopoe", "Jacana", "Jackdaw", "Junco", "Kinglet", "Kittiwake", "Knot", "Lapwing", "Limpkin",
    "Longspur", "Loon", "Magpie", "Mallard", "Merganser", "Moorhen", "Murrelet", "Nightjar", "Nutcracker", "Oriole", "Ouzel",
    "Ovenbird", "Parula", "Pipit", "Pintail", "Plover", "Pochard", "Ptarmigan", "Puffin", "Redpoll", "Redshank", "Ruddock",
    "Sanderling", "Scaup", "Scoter", "Serin", "Shoveler", "Shrike", "Skylark", "Smew", "Snipe", "Sora", "Stilt", "Stonechat",
    "Tanager", "Tattler", "Teal", "Tern", "Thrasher", "Treecreeper", "Turnstone", "Twite", "Veery", "Verdin", "Wagtail",
    "Waxwing", "Whinchat", "Whitethroat", "Wigeon", "Willet", "Woodcock", "Wryneck", "Yellowthroat",
)  # fmt: skip
"""Schools are named after birds; a district draws from them without repeating one."""


def place_names(seed: int) -> Iterator[str]:
    """Invented place names such as Tansymere, each once, in an order that the seed decides: 920 of them."""
    names = [beginning + ending for beginning in _BEGINNINGS for ending in _ENDINGS]
    for index in np.random.default_rng([seed, 11]).permutation(len(names)):
        yield names[index]
