# %% [markdown]
# # A first look
#
# A small society of invented residents lives one year under a scoring policy, and the same year again under none. This notebook
# shows what the laboratory gives back: a run, its tables, its twin, the list of the discredited, and one resident's year.
#
# It needs `pip install sincerity-lab[analysis]`. The first run on a machine also compiles the day, which takes a minute or two.

# %%
import altair as alt
import pandas as pd

import sincerity as sl

alt.renderers.enable("svg")  # still pictures: they show without a kernel, and without scripts
pd.set_option("display.float_format", "{:,.4f}".format)
pd.set_option("display.max_colwidth", None)

# %% [markdown]
# ## Run
#
# `article` is the system that a press article describes; `none` is no policy at all. `against="none"` lets the same people live under
# both, with the same luck.
#
# Three settings make a small society and a single year worth looking at:
#
# - `burn_in_days`: how long everybody lives under no policy before day 0. The scenario has 365 days; 60 do for a look.
# - `policy.rollout.active`: the scenario begins in pilot regions. Without its roll-out it holds everywhere from day 0.
# - `policy.listing.by_score_below`: everybody begins with 1,000 points, and in the scenario who falls below 600 is listed. Few do so
#   in a year. Here the line is at 900, so that the list is long enough to look at. This is a made-up variant. What is seen below says
#   nothing about `article` itself.

# %%
run = sl.run(
    "article",
    against="none",
    people=3_000,
    days=365,
    seed=1,
    set=["burn_in_days=60", "policy.rollout.active=false", "policy.listing.by_score_below=900"],
)
run

# %% [markdown]
# `result_hash` stands for every number of the run: the same scenario and seed give the same hash on any machine, with any number of
# threads. `manifest` says what was run, and holds the command that repeats it. With `out="runs/first"` the folder would stay.

# %%
print(run.manifest.command)

# %% [markdown]
# ## The series
#
# `run.series` has one row per day and region; region -1 is the whole. It is a DuckDB relation: `filter`, `project`, `aggregate` and
# `order` take SQL and give a table again, `.to_pandas()` a frame, `.to_numpy()` arrays. What each column counts is told by
# `sincerity explain listed`, and by the [reference](../reference/metrics.md).

# %%
whole = run.series.filter("region = -1").order("day")
some = whole.filter("day % 73 = 72")
some.project("day, date, adults, aware, listed, listed_wrongly, reports, wrongs").to_pandas()

# %% [markdown]
# `run.plot` draws a column over time, in a unit that societies of any size share, beside the twin's.

# %%
run.plot("listed")

# %% [markdown]
# Who is listed follows from a rule, so that the line above is of the policy's own making. What people come to feel is not. Whether and
# where the two lines below part is for the chart to say. It shows one society with one seed, where a gap may be luck: how to tell is
# the subject of [testing a claim](testing-a-claim.ipynb).

# %%
run.plot("fear_authority")

# %%
run.plot("trust")

# %% [markdown]
# ## The twin
#
# `run.twin` is the run under `none`: a run like the first, of the same people. Set side by side, the sums of a year:

# %%
columns = ["entries", "flights_refused", "hours_lost", "reports", "reports_false"]
columns += ["posts_withheld", "deals", "wrongs", "ties_lost"]


def year(of: sl.Run) -> pd.Series:
    """Sums over all days, of the whole society."""
    sums = ", ".join(f"sum({name}) AS {name}" for name in columns)
    whole = of.series.filter("region = -1")
    return whole.aggregate(sums).to_pandas().iloc[0].astype(int)


beside = pd.DataFrame({"article": year(run), "none": year(run.twin)})
beside.assign(difference=beside["article"] - beside["none"])

# %% [markdown]
# The first three rows are imposed: the policy lists and refuses, and `none` does not. The others could have come out otherwise. [Imposed or emerging](../imposed-or-emerging.md) says it for every column.

# %% [markdown]
# ## The people
#
# `run.people` has one row per resident: the state at the end. Numbers are whole; for trust and the fears 65,535 stands for 1.

# %%
adults = run.people.filter("age >= 18").order("id")
adults.limit(6).project(
    "id, age, sex, schooling, job, income, score, clean_score, trust / 65535 AS trust"
).to_pandas()

# %% [markdown]
# Every resident has a twin with the same number, so that two lives can be subtracted. The same adults' trust, with the policy less
# without it, at the end:

# %%
here = adults.to_pandas().set_index("id")
there = run.twin.people.to_pandas().set_index("id").loc[here.index]
difference = (here["trust"] - there["trust"]) / 65_535
difference.describe(percentiles=[0.05, 0.5, 0.95]).to_frame("difference in trust")

# %% [markdown]
# ## Who is on the list
#
# How many adults were ever listed, by the job that they have at the end:

# %%
counts = "count(*) AS adults, count(*) FILTER (times_listed > 0) AS ever_listed"
adults.aggregate(f"job, {counts}", "job").order("job").to_pandas()

# %% [markdown]
# The policy lists who falls below the line, and who does not pay a debt after judgment. Its records are not always right: some follow
# no act, and a contact's report may be false. The laboratory knows both the acts and the records, so it keeps a second score, the
# *clean* one: the same acts and rules without wrong records and false reports. Listed *wrongly* is who is on the list by a score while
# the clean score would not put them there, or by judgment with nothing due.

# %%
whole.filter("day = 364").project("date, listed, listed_wrongly").to_pandas()

# %% [markdown]
# Ten of the residents who are on the list at the end: first those whose clean score is not below the line, then those whose score is
# farthest below the clean one. Who is there at 900 or more, without an error, owes a debt (`in_debt` = 1) or has not climbed far enough
# above the line to leave.

# %%
errors_first = "clean_score >= 900 DESC, clean_score - score DESC, id"
listed = run.people.filter("listed = 1").order(errors_first)
listed.limit(10).project(
    "id, age, job, score, clean_score, records, records_false, in_debt, days_listed"
).to_pandas()

# %% [markdown]
# ## One resident's year
#
# `sl.life` tells a resident's days under the policy beside the same days under none. What a run did not write down is lived again, to
# the same bits. The first resident of the table above:

# %%
resident = listed.project("id").fetchall()[0][0]
life = sl.life(run, resident, scores=True)
life.plot()

# %% [markdown]
# What happened under each of the two, by kind:

# %%
events = life.to_pandas()
events.groupby(["kind", "scenario"]).size().unstack(fill_value=0)

# %% [markdown]
# The last ten of them in sentences. `life` on a line by itself shows the whole year, both lives side by side.

# %%
events.tail(10)[["date", "scenario", "text"]]

# %% [markdown]
# ## Why this score
#
# `sl.why` takes the score apart. The points of all lines add up to it, and `FALSE` marks what had no ground. Nobody in the society can
# look there: the authority takes a wrong record for a true one.

# %%
why = sl.why(run, resident)
why

# %%
pd.Series(
    {
        "score": why.score,
        "clean score": why.clean_score,
        "on the list": why.is_listed,
        "wrongly": why.is_listed_wrongly,
        "would be listed without error": why.would_be_listed,
        "wrong records": why.errors.records,
        "false reports": why.errors.reports,
    }
).to_frame("at the end")

# %% [markdown]
# ## What this was, and what it was not
#
# - One society, one seed, 3,000 people, a made-up line. It shows what can be looked at, and supports no statement about a policy.
# - Residents are invented. Names, numbers and places are of nobody; no record of a real person goes in or comes out.
# - A difference of two lives is the whole effect of the policy on this resident with this luck. With other luck it would be another.
#
# Next: [testing a claim](testing-a-claim.ipynb), with several seeds, intervals and a range of assumptions. Policies of one's own are
# [scenario files](../scenarios.md).
