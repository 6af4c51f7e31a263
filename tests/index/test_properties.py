"""However files come and go, the index is the one that is built from what is left."""

from hypothesis import given
from hypothesis import strategies as st

from kibitz.index.packed import decode, encode, pack, unpack
from kibitz.index.workspace import WorkspaceIndex
from tests.index.makers import a_class, a_file, a_method, an_index

NAMES = st.sampled_from(["A", "B", "C"])
SELECTORS = st.sampled_from(["x", "y:", "at:put:", "+"])
WORDS = st.lists(SELECTORS, max_size=4).map(" ".join)

METHODS = st.builds(
    lambda owner, selector, start, sends, symbols: a_method(
        owner, selector, start=start, sends=sends, symbols=symbols, variables="Foo"
    ),
    st.sampled_from(["A", "B", "A class"]),
    SELECTORS,
    st.integers(0, 5000),
    WORDS,
    WORDS,
)
CLASSES = st.builds(
    lambda name, superclass, kind, variables: a_class(
        name, superclass, kind=kind, class_variables=variables
    ),
    NAMES,
    NAMES,
    st.sampled_from(["class", "trait", "extension"]),
    st.sampled_from(["", "V", "V W"]),
)
FILES = st.builds(
    lambda path, parts, loose: a_file(path, *parts, loose_sends=tuple(loose)),
    st.sampled_from(["/1.st", "/2.st", "/3.st"]),
    st.lists(METHODS | CLASSES, max_size=5),
    st.lists(st.tuples(SELECTORS, st.integers(0, 99)), max_size=2),
)
CHANGES = st.lists(FILES | st.sampled_from(["/1.st", "/2.st", "/3.st"]), max_size=12)


def everything(index: WorkspaceIndex) -> object:
    """All that the index answers, as one comparable value."""
    selectors = ["x", "y:", "at:put:", "+"]
    return (
        sorted(index.paths()),
        sorted(index.class_names()),
        sorted(set(index.selectors())),
        [
            (
                index.implementors(each),
                index.implementor_count(each),
                index.senders(each),
                index.sender_count(each),
                index.symbol_references(each),
            )
            for each in selectors
        ],
        [
            (
                index.class_entries(name),
                index.superclass_chain(name),
                index.all_subclasses(name),
                index.class_variables(name),
                [index.methods_of(name, side) for side in (False, True)],
                [index.lookup(name, side, each) for side in (False, True) for each in selectors],
            )
            for name in ("A", "B", "C")
        ],
        [index.knows_name(name) for name in ("A", "V", "W")],
        index.variable_references("Foo"),
        [index.search(query, 50) for query in ("a", "x", "A>>x", "at")],
    )


@given(CHANGES)
def test_changes_in_any_order_equal_building_from_scratch(changes):
    index = WorkspaceIndex()
    left = {}
    for change in changes:
        if isinstance(change, str):
            index.remove(change)
            left.pop(change, None)
        else:
            index.update(change)
            left[change.path] = change
    assert everything(index) == everything(an_index(*left.values()))


@given(FILES)
def test_packed_facts_come_back_whole(facts):
    assert unpack(decode(encode(pack(facts)))) == facts
