"""The edge: what people see and what phones speak. Four doors (citizen, officer, command, province), one API."""
