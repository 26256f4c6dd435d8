package main

// explained says why a block of a list may grow faster than the list; nothing if it may not.
func explained(list string, g growth) string { return "" }
