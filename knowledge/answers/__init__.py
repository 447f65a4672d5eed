"""One module per kind of record: a Question and a KnowledgeBase to the parts of an Answer."""
