"""The codes of what the parties do: acts, payments and disputes, and the ledger."""

from typing import Final

ACTS: Final[dict[str, str]] = {
    "MS1120": "a waiver or an extension is given by who may not give it",
    "MS1121": "an extension does not say until when",
    "MS1122": "a milestone does not require what is waived",
    "MS1123": "there is nothing to waive",
    "MS1124": "there is nothing to extend",
    "MS1125": "an extension is not later than the last day",
    "MS1126": "a delivery performs nothing",
    "MS1127": "a decision or a report comes too late",
    "MS1128": "an event has two outcomes on one day",
    "MS1129": "the right to terminate is waived after the notice",
    "MS1130": "a notice rests on a ground that was waived",
    "MS1133": "the contract says nothing of renewal",
}

CLAIMS: Final[dict[str, str]] = {
    "MS1150": "a row does not say of which period",
    "MS1151": "a period is named where there is none",
    "MS1152": "what is computed is disputed or audited",
    "MS1153": "a payment is by who does not owe it",
    "MS1154": "no audit is of that figure",
    "MS1155": "an audit is by somebody else",
    "MS1156": "the amount is missing",
    "MS1157": "targets are revised when none wait for it",
    "MS1158": "a figure is audited twice on one day",
    "MS1160": "a dispute comes too late",
    "MS1161": "a party disputes that may not",
    "MS1162": "a period is not settled yet",
    "MS1163": "a result of what is not in dispute",
    "MS1164": "a payment is more than what is open of its period",
    "MS1165": "the terms do not say who may dispute",
    "MS1166": "what is disputed was disputed before",
    "MS1167": "a dispute claims what was stated",
    "MS1168": "a payment does not say whom it pays",
    "MS1169": "the cost of an audit without a result",
}

LEDGER: Final[dict[str, str]] = {
    "MS1001": "a ledger cannot be used",
    "MS1002": "a record of a ledger was changed",
    "MS1003": "a record of a ledger is out of its place",
    "MS1004": "records of a ledger are missing",
    "MS1005": "the head of a ledger does not vouch for its records",
    "MS1006": "a file is not one that was settled from",
    "MS1007": "a ledger is that of another contract",
    "MS1008": "another period is the next to settle",
    "MS1009": "what is payable is still pending",
    "MS1010": "a ledger ends in an unfinished record",
}
