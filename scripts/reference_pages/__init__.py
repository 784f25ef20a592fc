"""What the reference pages say, a module a page, read from the program itself."""
