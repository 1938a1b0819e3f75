"""Evidence for auditors: what a scan was made from, its results in standard formats, and a log that shows tampering."""
