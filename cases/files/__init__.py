"""Files from outside and for outside: checked and cleaned in a process of their own, kept in sealed chunks, printed without network."""
