"""
Who on one list is who on another.

Exact numbers are joined. What is left is compared only within blocks (same name, same birth part of the number, same
last digits), so that a million rows meet a few candidates each, not each other. Every pair has a score and a reason; a
row whose two best candidates score alike is given to neither: a person decides that.
"""

import polars as pl
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from chuntian.kernel.identity import IdentityError, normalise, resident_id_from_15
from chuntian.linkage.near import NUMBER, can_match, coded

# Scores are fixed per reason, so that the same lists always give the same pairs in the same order.
SCORES = {
    "same_number": 1.0,
    "old_number": 0.99,
    "same_number_other_name": 0.95,
    "number_typo_same_name": 0.93,
    "number_typo_similar_name": 0.85,
    "same_name_and_birth": 0.8,
}
MOST_EDITS = 2
PAIRS = {"left_id": pl.Int64, "right_id": pl.Int64, "score": pl.Float64, "reason": pl.String}
# A block larger than this says nothing (a first name and birth date do not repeat a hundred times by a typing error).
LARGEST_BLOCK = 100
PIECE = 200_000

Coded = tuple[pl.DataFrame, pl.DataFrame]  # rows, and their codes beside them


def match(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """
    Pair rows of two lists: `left_id`, `right_id`, `score`, `reason`, ordered by `left_id`.

    Both have `id` (integer), `resident_id`, `name` and, where known, `birth_date`. Each left row has at most one pair.
    """
    lefts, rights = _prepared(left), _prepared(right)
    exact = _exact(lefts, rights)
    rest = lefts.join(exact, left_on="id", right_on="left_id", how="anti")
    pairs = pl.concat([exact, _best(_fuzzy(rest, rights))]) if rest.height else exact
    return pairs.sort("left_id", "right_id")


def same_person_pairs(people: pl.DataFrame) -> pl.DataFrame:
    """
    Find pairs within one list that may be one person entered twice; each pair once, the smaller id on the left.

    Same name and a number that is a typing error away, or same name and birth date.
    """
    rows = _prepared(people)
    pairs = _fuzzy(rows, rows, each_once=True)
    best = pairs.sort("score", descending=True, maintain_order=True).unique(
        subset=["left_id", "right_id"], keep="first", maintain_order=True
    )
    return best.sort("left_id", "right_id")


def _prepared(frame: pl.DataFrame) -> pl.DataFrame:
    if "birth_date" not in frame.columns:
        frame = frame.with_columns(pl.lit(None, dtype=pl.Date).alias("birth_date"))
    numbers = pl.col("resident_id").cast(pl.String)
    frame = frame.select(
        pl.col("id").cast(pl.Int64), numbers.alias("number"), pl.col("name").cast(pl.String), "birth_date"
    )
    odd = frame.filter(~pl.col("number").str.contains(NUMBER))["number"].unique()
    forms = {text: _eighteen(text) for text in odd}
    frame = frame.with_columns(pl.col("number").str.len_chars().ne(18).fill_null(False).alias("old"))
    if forms:
        frame = frame.with_columns(pl.col("number").replace(list(forms), list(forms.values())))
    born = pl.coalesce("birth_date", pl.col("number").str.slice(6, 8).str.to_date("%Y%m%d", strict=False))
    return frame.with_columns(birth_date=born)


def _eighteen(text: str) -> str:
    number = normalise(text)
    try:
        return resident_id_from_15(number) if len(number) == 15 else number
    except IdentityError:
        return number


def _exact(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    once = right.filter(pl.col("number").is_not_null()).unique(subset="number", keep="first", maintain_order=True)
    both = left.join(once, on="number", how="inner", suffix="_right")
    reason = (
        pl.when(pl.col("name") != pl.col("name_right")).then(pl.lit("same_number_other_name"))
        .when(pl.col("old") | pl.col("old_right")).then(pl.lit("old_number"))
        .otherwise(pl.lit("same_number"))
    )  # fmt: skip
    return _scored(
        both.select(pl.col("id").alias("left_id"), pl.col("id_right").alias("right_id"), reason.alias("reason"))
    )


def _scored(pairs: pl.DataFrame) -> pl.DataFrame:
    score = pl.col("reason").replace_strict(SCORES, default=None, return_dtype=pl.Float64)
    return pairs.with_columns(score=score).select(pl.col(name).cast(kind) for name, kind in PAIRS.items())


def _fuzzy(left: pl.DataFrame, right: pl.DataFrame, *, each_once: bool = False) -> pl.DataFrame:
    """Compare within blocks: a million rows may have tens of millions of pairs, of which few have to be read as texts."""
    number = pl.col("number")
    blocks = [
        [pl.col("name"), pl.col("birth_date")],
        [pl.col("name"), number.str.slice(0, 6), number.str.slice(14, 3)],
        [pl.col("name"), number.str.slice(10, 7)],
        [number.str.slice(0, 14), number.str.slice(14, 1)],
    ]
    names = pl.concat([left["name"], right["name"]]).fill_null("").unique().sort()
    codes = coded(left, names)
    others = codes if right is left else coded(right, names)
    found = [_block((left, codes), (right, others), keys, each_once) for keys in blocks]
    pairs = pl.concat(found).unique(maintain_order=True)
    words = ["id", "number", "name", "birth_date"]
    found = [
        _compared(
            piece.join(left.select(words), left_on="left_id", right_on="id", maintain_order="left").join(
                right.select(words), left_on="right_id", right_on="id", suffix="_right", maintain_order="left"
            )
        )
        for piece in pairs.iter_slices(PIECE)
    ]
    return pl.concat(found) if found else pl.DataFrame(schema=PAIRS)


def _block(left: Coded, right: Coded, keys: list[pl.Expr], each_once: bool) -> pl.DataFrame:
    """Give the pairs of ids that agree in these keys and can match; of a list with itself each pair once."""
    # The keys as one number: where two differ and give the same number, what is compared afterwards tells them apart.
    key = pl.sum_horizontal(one.hash(seed) for seed, one in enumerate(keys)).alias("key")
    present = pl.all_horizontal(one.is_not_null() for one in keys)
    lefts, rights = (rows.with_row_index("at").filter(present).select("id", "at", key) for rows in (left[0], right[0]))
    rights = rights.filter(pl.len().over("key") <= LARGEST_BLOCK)
    other = pl.col("id") < pl.col("id_right") if each_once else pl.col("id") != pl.col("id_right")
    found = []
    for piece in lefts.iter_slices(PIECE):
        both = piece.join(rights, on="key", how="inner", suffix="_right").filter(other)
        both = both.filter(can_match(left[1][both["at"]], right[1][both["at_right"]]))
        found.append(both.select(pl.col("id").alias("left_id"), pl.col("id_right").alias("right_id")))
    return pl.concat(found) if found else pl.DataFrame(schema={"left_id": pl.Int64, "right_id": pl.Int64})


def _compared(pairs: pl.DataFrame) -> pl.DataFrame:
    if pairs.is_empty():
        return pl.DataFrame(schema=PAIRS)
    filled = pairs.with_columns(pl.col("number", "number_right", "name", "name_right").fill_null(""))
    edits = cpdist(
        filled["number"].to_list(), filled["number_right"].to_list(), scorer=OSA.distance, score_cutoff=MOST_EDITS + 1
    )
    names = cpdist(filled["name"].to_list(), filled["name_right"].to_list(), scorer=OSA.distance, score_cutoff=2)
    compared = filled.with_columns(edits=pl.Series(edits), names=pl.Series(names))
    close = (pl.col("edits") <= MOST_EDITS) & (pl.col("number") != "") & (pl.col("number_right") != "")
    reason = (
        pl.when(close & (pl.col("names") == 0)).then(pl.lit("number_typo_same_name"))
        .when(close & (pl.col("edits") == 1) & (pl.col("names") <= 1)).then(pl.lit("number_typo_similar_name"))
        .when((pl.col("names") == 0) & (pl.col("birth_date") == pl.col("birth_date_right"))).then(pl.lit("same_name_and_birth"))
    )  # fmt: skip
    return _scored(compared.with_columns(reason=reason).filter(pl.col("reason").is_not_null()))


def _best(pairs: pl.DataFrame) -> pl.DataFrame:
    """Keep each left row's best pair, and none where two candidates are equally good."""
    best = pairs.filter(pl.col("score") == pl.col("score").max().over("left_id"))
    return best.filter(pl.len().over("left_id") == 1)
