"""Reports: documents whose every number is bound to a measure."""
