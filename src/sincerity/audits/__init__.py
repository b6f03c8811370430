"""What a finished run says under the headings of Articles 5 and 27 of the EU AI Act: one measure a file, and no finding of compliance."""
