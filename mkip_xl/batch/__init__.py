"""One run, start to finish: plan, run, manifest."""
