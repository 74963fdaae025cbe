"""Reports: a `RunResult` as text, JSON, JUnit XML or GitHub annotations. Pure, but for the progress of a run."""
