"""Official documents: which a unit has, the page on which a draft is worked on, and what left the house."""
