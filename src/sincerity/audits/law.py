"""The provisions under whose headings an audit is told, in their own words.

Article 27 is a duty before the use of certain high-risk systems; what Article 5 prohibits may not be used at all. Its six items are
taken here as a frame for telling what a policy did, nothing more.
"""

from __future__ import annotations

from typing import NamedTuple

from sincerity.audits.about import ASSESSED, DISPROPORTIONATE, PREDICTED, UNRELATED

TITLE = "Simulation evidence, not a compliance finding"
REGULATION = "Regulation (EU) 2024/1689 of 13 June 2024 (Artificial Intelligence Act), OJ L, 2024/1689, 12.7.2024"


class Provision(NamedTuple):
    """section: as measures name it; text: quoted, … where something is left out."""

    section: str
    title: str
    text: str
    source: str


SCORE = (
    "… AI systems for the evaluation or classification of natural persons or groups of persons over a certain period of time based on "
    "their social behaviour or known, inferred or predicted personal or personality characteristics, with the social score leading to "
    "either or both of the following: "
)
PROVISIONS = (
    Provision(
        UNRELATED,
        "Article 5(1)(c)(i): treatment in contexts unrelated to the data",
        SCORE + "(i) detrimental or unfavourable treatment of certain natural persons or groups of persons in social contexts that are "
        "unrelated to the contexts in which the data was originally generated or collected;",
        f"{REGULATION}, Article 5(1)(c)(i)",
    ),
    Provision(
        DISPROPORTIONATE,
        "Article 5(1)(c)(ii): treatment unjustified or disproportionate",
        SCORE + "(ii) detrimental or unfavourable treatment of certain natural persons or groups of persons that is unjustified or "
        "disproportionate to their social behaviour or its gravity;",
        f"{REGULATION}, Article 5(1)(c)(ii)",
    ),
    Provision(
        PREDICTED,
        "Article 5(1)(d): offences predicted from a profile",
        "… risk assessments of natural persons in order to assess or predict the risk of a natural person committing a criminal offence, "
        "based solely on the profiling of a natural person or on assessing their personality traits and characteristics …",
        f"{REGULATION}, Article 5(1)(d)",
    ),
    Provision(
        ASSESSED,
        "Article 27: what an assessment of the impact on fundamental rights tells",
        "(a) a description of the deployer’s processes …; (b) … the period of time within which, and the frequency with which, each "
        "high-risk AI system is intended to be used; (c) the categories of natural persons and groups likely to be affected by its use in "
        "the specific context; (d) the specific risks of harm …; (e) … the implementation of human oversight measures …; (f) the measures "
        "to be taken in the case of the materialisation of those risks, including the arrangements for internal governance and complaint "
        "mechanisms.",
        f"{REGULATION}, Article 27(1)",
    ),
)
