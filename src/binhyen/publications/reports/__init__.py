"""How figures become the report and its figure sheet: blocks, tables, sentences, a workbook."""
