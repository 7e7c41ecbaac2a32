"""The peer's process: read the snapshot, run the simulation, write the decisions (in the peers' own environment)."""

import importlib.util
import json
import sys
import time

import numpy as np
import polars as pl
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import period as period_of
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from bench.openfisca_logic import NOBODY_KNOWS


def load(path):
    spec = importlib.util.spec_from_file_location("country", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    system = TaxBenefitSystem([module.Person])
    for name in dir(module):
        found = getattr(module, name)
        if isinstance(found, type) and issubclass(found, module.Variable) and found is not module.Variable:
            system.add_variable(found)
    system.parameters = ParameterNode("", data=module.PARAMETERS)
    return module, system


def columns(module, frame):
    """Give the inputs as OpenFisca takes them: -1 for an unknown number, NaT for an unknown day, Enum members' codes."""
    yield "region", frame["region"].str.slice(0, 6).cast(pl.Int32).to_numpy()
    for name, kind in module.INPUTS.items():
        if kind == "flag":
            fact, word = name.split("__")
            held = ~frame[f"{fact}.unknown"] if word == "known" else frame[f"{fact}.{word}"]
            yield name, as_number(held, None if word == "known" else frame[f"{fact}.unknown"])
        elif kind == "bool":
            yield name, as_number(frame[f"{name}.yes"], frame[f"{name}.unknown"])
        elif kind == "date":
            yield name, frame[name].cast(pl.Date).to_numpy().astype("datetime64[D]")
        elif kind == "components":
            yield (
                f"{name}__categories",
                (frame[name].cast(pl.Int64) % (1 << 24)).cast(pl.Int32).fill_null(NOBODY_KNOWS).to_numpy(),
            )
            yield (
                f"{name}__parts",
                (frame[name].cast(pl.Int64) // (1 << 24)).cast(pl.Int32).fill_null(NOBODY_KNOWS).to_numpy(),
            )
        elif kind == "text":
            choices = getattr(module, f"{name}_choices")
            names = pl.Enum([member.name for member in choices])
            text = frame[name].fill_null("unknown")
            codes = text.cast(names).to_physical().cast(pl.Int32) if module.TUNED else text
            yield name, choices.encode(codes.to_numpy() if module.TUNED else codes.to_numpy().astype(str))
        elif kind == "division":
            county = frame[f"{name}.county"].cast(pl.Int32)
            yield name, county.replace(0, NOBODY_KNOWS).to_numpy()
        else:
            yield name, frame[name].cast(pl.Int32).fill_null(NOBODY_KNOWS).to_numpy()


def as_number(held, unknown):
    """Give 0 no, 1 yes, 2 unknown of two columns that are never null: they are the faster to read."""
    number = held.cast(pl.Int32)
    return (number if unknown is None else number + 2 * unknown.cast(pl.Int32)).to_numpy()


def read(module, snapshot, **options):
    """Read the columns that are asked for, no others."""
    there = pl.read_parquet_schema(snapshot)
    asked = {"subject_id", "region"}
    for name, kind in module.INPUTS.items():
        fact, _, word = name.partition("__")
        if kind == "flag":
            asked.update({f"{fact}.unknown"} if word == "known" else {f"{fact}.{word}", f"{fact}.unknown"})
        else:
            named = {"bool": {f"{name}.yes", f"{name}.unknown"}, "division": {f"{name}.county"}}
            asked.update(named.get(kind, {name}))
    return pl.read_parquet(snapshot, columns=[name for name in there if name in asked], **options)


def simulate(module, system, frame, month):
    simulation = SimulationBuilder().build_default_simulation(system, len(frame))
    for name, values in columns(module, frame):
        simulation.set_input(name, month, values)
    return simulation


def results(module, simulation, month, frame):
    """Calculate every programme: eligible, undecided, amount, and of each requirement whether it is met or unknown."""
    out, size = {"subject_id": frame["subject_id"], "region": frame["region"]}, len(frame)
    yes, unknown = (2, 1) if module.TUNED else (1, 2)
    for slug in module.SLUGS:
        outcome = simulation.calculate(f"{slug}__outcome", month)
        truths, amount = found(module, simulation, month, slug)
        out[f"{slug}.eligible"], out[f"{slug}.undecided"] = pl.Series(outcome == 1), pl.Series(outcome == 2)
        if amount is not None:
            fen = pl.Series(amount.astype(np.int64))
            out[f"{slug}.amount_fen"] = pl.select(pl.when(pl.Series(outcome == 1)).then(fen)).to_series()
        for number, truth in zip(module.NUMBERS[slug], truths, strict=True):
            truth = np.broadcast_to(truth, size)
            out[f"{slug}.{number}.yes"] = pl.Series(truth == yes)
            out[f"{slug}.{number}.unknown"] = pl.Series(truth == unknown)
    return pl.DataFrame(out)


def found(module, simulation, month, slug):
    """Give the truth of each requirement and the amount of a programme that has been calculated."""
    kept = getattr(module, "RESULTS", {}).get(slug)
    if kept is not None:
        return kept
    truths = [simulation.calculate(f"{slug}__r{number}", month) for number in module.NUMBERS[slug]]
    has_amount = f"{slug}__amount" in simulation.tax_benefit_system.variables
    return truths, simulation.calculate(f"{slug}__amount", month) if has_amount else None


def main(country, snapshot, target, month):
    module, system = load(country)
    start = time.perf_counter()
    frame = read(module, snapshot)
    when = period_of(month)
    results(module, simulate(module, system, frame, when), when, frame).write_parquet(
        target, compression="uncompressed", statistics=False
    )
    print(json.dumps({"seconds": time.perf_counter() - start}))


def explain(country, snapshot, month, persons, rounds):
    """Time the simulation of one person, all programmes, warm: the middle over several persons."""
    module, system = load(country)
    when = period_of(month)
    taken, outcomes = [], []
    for frame in read(module, snapshot, n_rows=persons).iter_slices(1):
        inputs = list(columns(module, frame))
        for _ in range(rounds):
            getattr(module.L, "kept", {}).clear()
            start = time.perf_counter()
            simulation = SimulationBuilder().build_default_simulation(system, 1)
            for name, values in inputs:
                simulation.set_input(name, when, values)
            found = [int(simulation.calculate(f"{slug}__outcome", when)[0]) for slug in module.SLUGS]
            taken.append(time.perf_counter() - start)
        outcomes.append(found)
    print(json.dumps({"seconds": sorted(taken)[len(taken) // 2], "outcomes": outcomes}))


if __name__ == "__main__":
    if sys.argv[1] == "explain":
        explain(sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]), int(sys.argv[6]))
    else:
        main(*sys.argv[1:])
