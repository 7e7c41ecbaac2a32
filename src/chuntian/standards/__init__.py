"""Values of the law that people of the house put into force: prepared by one, approved by another, with their document."""
