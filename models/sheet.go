package models

// BlankLines is how many lines a sign-in sheet has for who walks in: one for every ten people, but never fewer than five.
func BlankLines(people int) int { return max(5, people/10) }
