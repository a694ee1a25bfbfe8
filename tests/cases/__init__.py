"""Cases: from an alert to a closed case, as each member of the cast meets them."""
