"""What the report says, in English and French."""

from __future__ import annotations

from bluestem_matching.words import unbroken

_ENGLISH = {
    "title": "Matching report",
    "skip": "Skip to the content",
    "brand": "Mentoring",
    "brand small": "Matching report",
    "h1": "Proposed pairs",
    "lede": "{mentees} mentees, {mentors} mentors, {pairs} proposed pairs. "
    "Weakest pair first: look where the proposal helps least.",
    "lede none": "{mentees} mentees, {mentors} mentors. There is no proposal, and this is why.",
    "proved": "Proved: no other matching is better",
    "best known": "Best known: at most {gap} points more are possible",
    "impossible": "No matching is possible",
    "numbers": "Total {total} of at most {bound}, weakest pair {weakest}.",
    "no pairs": "There is not one possible pair.",
    "total": "As many pairs as possible come first, then the highest total.",
    "fair": "As many pairs as possible come first, then the weakest pair as high as it can be, "
    "then the highest total.",
    "leximin": "As many pairs as possible come first, then the weakest pair as high as it can "
    "be, then the second weakest, and so on.",
    "pins": "Pinned pairs kept: {pins}. Forbidden pairs kept apart: {forbidden}.",
    "how": "How the score and the proof work",
    "points": "{points} points for {name}",
    "score": "A pair scores at most 100 points: {list}.",
    "proof": "The proof is a price for every person such that no pair is worth more than its "
    "two prices; the prices add up to exactly the total. Anyone can check it: bluestem match "
    "verify recounts every pair and every price.",
    "picture": "All scores at a glance",
    "picture label": "Scores of {mentees} mentees by {mentors} mentors from {low} to {high}. "
    "The {pairs} proposed pairs lie on the diagonal, the weakest first.",
    "picture caption": "Rows are mentees, columns are mentors, both in the order of the pairs "
    "below; who has no pair comes last. The fuller a cell, the higher the score.",
    "legend chosen": "proposed pair",
    "legend high": "high score",
    "legend low": "low score",
    "legend no": "cannot be a pair",
    "pairs": "The pairs",
    "copper": "Copper marks the weakest reason of a pair",
    "of 100": "of 100",
    "pair heading": "{mentee} with {mentor}, {score} of 100",
    "mentee": "Mentee",
    "mentor": "Mentor",
    "weakest": "Weakest pair",
    "pinned": "Pinned",
    "bar": "{points} of {of} points",
    "mentees alone": "Without a mentor ({count})",
    "mentors alone": "Mentors without a mentee ({count})",
    "nobody": "Nobody.",
    "blocking": "Would both rather change ({count})",
    "blocking words": "These two would score higher together than with whom they have; a "
    "change would cost others more.",
    "blocking pair": "{mentee} and {mentor}",
    "more": "and {count} more",
    "rules": "Your word",
    "rule pin": "Pinned: {mentee} with {mentor}",
    "rule forbid": "Forbidden: {mentee} and {mentor}",
    "conditions": "Over the whole matching",
    "footer": "Made with Bluestem, open-source software for grass-roots networks. This page "
    "holds personal data: keep it within the committee.",
}

_FRENCH = {
    "title": "Rapport d’appariement",
    "skip": "Aller au contenu",
    "brand": "Mentorat",
    "brand small": "Rapport d’appariement",
    "h1": "Binômes proposés",
    "lede": "{mentees} personnes mentorées, {mentors} mentors, {pairs} binômes proposés. "
    "Le plus faible d’abord : là où la proposition aide le moins.",
    "lede none": "{mentees} personnes mentorées, {mentors} mentors. Il n’y a pas de "
    "proposition, et voici pourquoi.",
    "proved": "Prouvé : aucun autre appariement n’est meilleur",
    "best known": "Meilleur connu : au plus {gap} points de mieux sont possibles",
    "impossible": "Aucun appariement n’est possible",
    "numbers": "Total {total} sur au plus {bound}, binôme le plus faible {weakest}.",
    "no pairs": "Pas un seul binôme n’est possible.",
    "total": "D’abord autant de binômes que possible, puis le total le plus haut.",
    "fair": "D’abord autant de binômes que possible, puis le binôme le plus faible aussi haut "
    "que possible, puis le total le plus haut.",
    "leximin": "D’abord autant de binômes que possible, puis le plus faible aussi haut que "
    "possible, puis le deuxième plus faible, et ainsi de suite.",
    "pins": "Binômes fixés et gardés : {pins}. Binômes exclus et séparés : {forbidden}.",
    "how": "Comment le score et la preuve fonctionnent",
    "points": "{points} points pour {name}",
    "score": "Un binôme compte au plus 100 points : {list}.",
    "proof": "La preuve est un prix pour chaque personne, tel qu’aucun binôme ne vaut plus que "
    "ses deux prix ; la somme des prix est exactement le total. Chacun peut la vérifier : "
    "bluestem match verify recompte chaque binôme et chaque prix.",
    "picture": "Tous les scores d’un coup d’œil",
    "picture label": "Scores de {mentees} personnes mentorées et {mentors} mentors, de {low} à "
    "{high}. Les {pairs} binômes proposés sont sur la diagonale, le plus faible d’abord.",
    "picture caption": "Une ligne par personne mentorée, une colonne par mentor, dans l’ordre "
    "des binômes ci-dessous ; qui n’a pas de binôme vient à la fin. Plus la case est pleine, "
    "plus le score est haut.",
    "legend chosen": "binôme proposé",
    "legend high": "score haut",
    "legend low": "score bas",
    "legend no": "binôme impossible",
    "pairs": "Les binômes",
    "copper": "Le cuivre marque la raison la plus faible d’un binôme",
    "of 100": "sur 100",
    "pair heading": "{mentee} avec {mentor}, {score} sur 100",
    "mentee": "Personne mentorée",
    "mentor": "Mentor",
    "weakest": "Binôme le plus faible",
    "pinned": "Fixé",
    "bar": "{points} points sur {of}",
    "mentees alone": "Sans mentor ({count})",
    "mentors alone": "Mentors sans personne ({count})",
    "nobody": "Personne.",
    "blocking": "Préféreraient changer tous les deux ({count})",
    "blocking words": "Ces deux auraient ensemble un score plus haut ; le changement coûterait "
    "davantage aux autres.",
    "blocking pair": "{mentee} et {mentor}",
    "more": "et {count} de plus",
    "rules": "Vos décisions",
    "rule pin": "Fixé : {mentee} avec {mentor}",
    "rule forbid": "Exclu : {mentee} et {mentor}",
    "conditions": "Pour l’ensemble",
    "footer": "Fait avec Bluestem, logiciel libre pour réseaux de terrain. Cette page contient "
    "des données personnelles : gardez-la au sein du comité.",
}

REPORT_WORDS = {"en": _ENGLISH, "fr": unbroken(_FRENCH)}
