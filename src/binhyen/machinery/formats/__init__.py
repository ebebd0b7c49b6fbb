"""What does a received file say? Reads the text out of workbooks, documents and plain text, safely."""
