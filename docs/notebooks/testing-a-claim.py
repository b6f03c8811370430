# %% [markdown]
# # Testing a claim
#
# A claim about a policy is tested in four steps: write it down with its number before anything is lived; let the same people live with
# and without the policy, several times; look at whose lives the effect is made of; and ask how far it hangs on what nobody knows. The
# text of this notebook was written so that it stays true whatever the numbers come out to be.
#
# It needs `pip install sincerity-lab[analysis]`. Sizes are small, so that it runs in less than a minute: 1,000 people, one year, four seeds,
# eight draws. The last part says what that is too few for.

# %%
from pathlib import Path

import altair as alt
import pandas as pd

import sincerity as sl

alt.renderers.enable("svg")  # still pictures: they show without a kernel, and without scripts
pd.set_option("display.float_format", "{:,.4f}".format)

# %% [markdown]
# ## 1. The claim, in advance
#
# A government says that its policy raises trust. To be tested, the sentence needs a metric, something that it is measured against, a
# size, and a reason for that size. All of it is written down now. A size that is chosen after the effect has been seen tests nothing.

# %%
CLAIM = """
fixed_on = 2026-11-28

[[claim]]
id = "trust_rises"
title = "Trust rises"
who = "government"
text = "In its first year the policy raises trust by as much as a survey would notice."
metric = "trust"
against = ["none"]
measured = "difference"
comparison = "at least"
threshold = 0.02
threshold_why = "Two standard errors of a share of 64 % among some 2,200 who are asked."
unit = "on a scale of 0 to 1"
periods = ["whole"]
source = "an example"
imposed = false
imposed_why = "How an event moves a person is set. What a society comes to is not."
"""
Path("claim.toml").write_text(CLAIM, encoding="utf-8")
THRESHOLD = 0.02

# %% [markdown]
# ## 2. The effect, with its interval
#
# `sl.compare` lets the same people live under each policy with the same luck, once for every seed. A seed is a society. The first
# scenario is the reference. The policy holds everywhere from day 0 here, so that one year is one year under it.

# %%
size = {
    "people": 1_000,
    "days": 365,
    "seeds": range(4),
    "set": ["burn_in_days=30", "policy.rollout.active=false"],
}
compared = sl.compare("none", "article", **size)
compared

# %% [markdown]
# The table above is a choice of headlines. `compared.effects` has every column of `series` and of `people`, by period and by group. The
# one that the claim is about:

# %%
trust = "metric = 'trust_sum' AND period = 'whole'"
effect = compared.effects.filter(trust).to_pandas().iloc[0]
shown = ["there", "here", "estimate", "low", "high", "n_seeds", "variance_ratio"]
effect[shown].to_frame("trust")

# %% [markdown]
# `there` is the mean under the reference, `here` under the policy, `estimate` their difference. `low` and `high` are Student's 95 %
# interval over seeds. `variance_ratio` says how many times more seeds the same interval would take if each policy had societies of its
# own: pairing the lives is what makes a few seeds enough.

# %%
if effect["low"] >= THRESHOLD:
    says = f"lies wholly at or above {THRESHOLD}"
elif effect["high"] < THRESHOLD:
    says = f"lies wholly below {THRESHOLD}"
else:
    says = f"holds {THRESHOLD}: these seeds do not settle it"
apart = effect["low"] > 0 or effect["high"] < 0
print(f"The difference in trust is {effect['estimate']:+.4f},")
print(f"with an interval from {effect['low']:+.4f} to {effect['high']:+.4f}.")
print("It lies on one side of 0." if apart else "It holds 0.")
print(f"It {says}.")

# %% [markdown]
# An interval on one side of 0 says that there is an effect in the model. Whether it is of the size that was claimed is another question,
# and the one that was asked.
#
# Over time, each line the mean of the seeds with its own interval. These bands are no interval of the effect: what societies differ in
# from the start is in each of them, and drops out of a paired difference.

# %%
compared.plot("trust_sum")

# %% [markdown]
# Seed by seed, since a mean of four may hide one that is unlike the others:

# %%
by_seed = compared.seed_values.filter(trust).order("seed").to_pandas().set_index("seed")
by_seed.assign(difference=by_seed["here"] - by_seed["there"])[["there", "here", "difference"]]

# %% [markdown]
# By group, of the same residents under both, at the end. Many groups are many chances: about one interval in twenty misses its value by
# luck alone. Groups whose members the policy itself decides, like tiers, are left out here.

# %%
groups = compared.effects.filter("metric = 'people.trust'").to_pandas().set_index("group")
groups = groups[~groups.index.str.startswith("tier=")]
groups[["there", "here", "estimate", "low", "high"]]

# %% [markdown]
# ## 3. Whose lives it is made of
#
# The difference of one resident's two lives is the policy's total effect on that resident, in this realisation and under this coupling of
# luck. The mean is identified. Who gains and who loses, and how many, depends on how the luck of the two lives is coupled. So it is told
# three times:
#
# - `same`: both lives with the same luck;
# - `redrawn`: the luck of days and months drawn anew in one of the two. `none` beside `none` shows what luck alone does;
# - `placebo`: the same policy twice, but for one wrong record of one resident. It is the noise floor.

# %%
individual = compared.individual.filter("seed = 0 AND displaced = 0")
spread = individual.filter("metric = 'people.trust'").to_pandas()
spread["lives"] = spread["scenario"] + " and " + spread["against"] + ", " + spread["luck"]
spread.set_index("lives")[["n", "mean", "sd", "up", "down", "same", "q05", "q95"]]

# %% [markdown]
# `up`, `down` and `same` are shares of residents. Bars: from the 25th to the 75th in a hundred, lines from the 5th to the 95th, a mark at
# the middle.

# %%
rows = alt.Y("lives:N", title=None, sort=None, axis=alt.Axis(labelLimit=250))
across = alt.X("q05:Q", title="difference in trust, on a scale of 0 to 1")
base = alt.Chart(spread).encode(y=rows)
lines = base.mark_rule().encode(x=across, x2="q95:Q")
bars = base.mark_bar(height=10, color="#0072b2").encode(x="q25:Q", x2="q75:Q")
marks = base.mark_tick(thickness=2, color="black", height=16).encode(x="q50:Q")
(lines + bars + marks).properties(width=420)

# %% [markdown]
# A share of residents with more or with less that is as large for `none` beside itself is no effect of the policy. And after one wrong
# record, so many lives differ in anything at all:

# %%
noise = compared.placebo.order("days").project("days, lives_differ, people")
noise.to_pandas().set_index("days")

# %% [markdown]
# ## 4. What nobody knows
#
# Seeds say what chance does in a model that is what it is. They say nothing about how unsure its settings are, and most rates of
# behaviour are assumed. Each value of a shipped scenario notes its plausible range. `sl.claims` draws all of them at once, by a Latin
# hypercube, and lives the same question under each draw. A claim is *supported* where it holds in at least nine of ten draws, *not
# supported* where it holds in at most one of ten; otherwise it *depends*.

# %%
verdicts = sl.claims("article", claims="claim.toml", draws=8, **size)
verdicts

# %% [markdown]
# The effect and its interval are those of step 2: the same seeds, the shipped values. `share` is the share of draws in which the claim
# holds. It is no probability: the draws cover what is plausible evenly, and nobody knows how likely each is. Every draw, beside the
# threshold (dashed) and the interval over seeds (band):

# %%
(claim,) = verdicts.claims
draws = verdicts.draws.project('draw, "effect.trust_rises.whole" AS effect').to_pandas()
known = {"low": claim.effect.low, "high": claim.effect.high, "threshold": claim.threshold}
beside = alt.Chart(pd.DataFrame([known]))
band = beside.mark_rect(opacity=0.25, color="#0072b2").encode(x="low:Q", x2="high:Q")
line = beside.mark_rule(strokeDash=[5, 3]).encode(x="threshold:Q")
across = alt.X("effect:Q", title="effect on trust, on a scale of 0 to 1")
dots = alt.Chart(draws).mark_circle(size=70, color="#c04a00").encode(x=across, y="draw:O")
(band + line + dots).properties(width=420, height=180)

# %%
n_holding = round(claim.share * claim.n_draws)
print(f"With the shipped values: {claim.effect.estimate:+.4f}.")
print(f"In step 2 it was:        {effect['estimate']:+.4f}.")
print(f"The claim holds in {n_holding} of {claim.n_draws} draws: {claim.verdict}.")
if claim.luck is not None:
    print(f"Luck alone spreads the effect by {claim.luck:.0%} of its spread over draws.")

# %% [markdown]
# How many ranges were drawn from, whether the draws are too few for a verdict, and how large the largest rank correlation gets by chance
# alone, with so many ranges and so few draws:

# %%
told = verdicts.document
print(told.n_parameters, told.provisional, f"{told.rho_by_chance:.2f}")

# %% [markdown]
# The column *moves with* of the verdicts names the drawn values that the effect goes up or down with most, by Spearman's rank correlation.
# Below what chance alone gives it names nothing, and more draws are needed.

# %% [markdown]
# ## What may be said
#
# With numbers like these, and a claim that was fixed before them:
#
# - *In this model*, with the shipped values, the difference in trust over the first year is the estimate, with its interval. It is an
#   effect of the policy on the same people, since nothing else differs.
# - The claim, in its stated size, held or did not in so many of so many draws, and this many are provisional. A verdict takes at least 64
#   draws, and an interval ten seeds or more.
# - A difference that luck redrawn, or the placebo, shows as well is no effect.
#
# What may not be said:
#
# - Anything about a real country, or a real policy. `article` is a press article's caricature of the documented system, residents are
#   invented, and the rates are mostly assumed. `documented` is the scenario of the record.
# - That the claim is true with a chance of so many per cent. Draws measure ignorance, seeds measure noise, and the two are never pooled.
# - That a null result shows that there is no effect: 1,000 people and one year see only large ones. The other way about, with enough seeds
#   any effect is told from 0, however small. Hence the threshold.
# - That a certain resident gained by the policy, but for this coupling of luck. The mean is identified, single lives are not.
# - Anything about a metric that is [imposed](../imposed-or-emerging.md), as if it had been found.
# - The best of many claims, groups or metrics, told as if it had been the only one.
#
# The claims that come with the laboratory, their thresholds and their reasons are in [claims](../claims.md); `sl.claims("article")` asks
# all of them. More on effects and groups: [compare two policies](../how-to/compare-two-policies.md).
