//! What rules in Rego share. A module gets the functions that it calls, and no others.

/// A function: its name, those that it calls, its text.
pub(super) struct Function {
    pub name: &'static str,
    pub needs: &'static [&'static str],
    pub text: &'static str,
}

/// All of them, in the order in which they are written.
pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "get",
        needs: &[],
        text: r#"# What a path leads to; null where it leads to nothing.
get(value, path) := object.get(value, path, null) if is_object(value)

else := null
"#,
    },
    Function {
        name: "text_of",
        needs: &[],
        text: r#"# A text; null where it is none.
text_of(value) := value if is_string(value)

else := null
"#,
    },
    Function {
        name: "or_else",
        needs: &[],
        text: r#"# The first, or the second where the first is not there.
or_else(first, second) := second if first == null

else := first
"#,
    },
    Function {
        name: "items",
        needs: &[],
        text: r#"# The elements of a list; none where it is no list.
items(list) := [item | some item in list; item != null] if is_array(list)

else := []
"#,
    },
    Function {
        name: "keys",
        needs: &[],
        text: r#"# The keys of a map; none where it is no map.
keys(map) := [key | some key, value in map; value != null] if is_object(map)

else := []
"#,
    },
    Function {
        name: "size",
        needs: &["items", "keys"],
        text: r#"# How many elements or entries something has.
size(value) := count(items(value)) + count(keys(value))
"#,
    },
    Function {
        name: "is_whole",
        needs: &[],
        text: r#"# Whether it is a whole number.
is_whole(value) if {
	is_number(value)
	floor(value) == value
	abs(value) <= 9223372036854775807
}
"#,
    },
    Function {
        name: "is_whole_or_text",
        needs: &["is_whole"],
        text: r#"is_whole_or_text(value) if is_string(value)

is_whole_or_text(value) if is_whole(value)
"#,
    },
    Function {
        name: "familiar",
        needs: &[],
        text: r#"# A reference to an image with its registry and its library written out; null where it is none.
familiar(image) := image if {
	is_string(image)
	regex.match(`^(localhost|[^/]*[.:][^/]*)/`, image)
} else := concat("", ["docker.io/", image]) if {
	is_string(image)
	contains(image, "/")
} else := concat("", ["docker.io/library/", image]) if {
	is_string(image)
} else := null
"#,
    },
    Function {
        name: "times",
        needs: &[],
        text: r#"# A quantity, so many times.
times(factor, amount) := [(amount[0] * factor) + ((nano - (nano % 1000000000)) / 1000000000), nano % 1000000000] if {
	amount != null
	nano := amount[1] * factor
} else := null
"#,
    },
    Function {
        name: "quantity",
        needs: &["number_of"],
        text: r#"# A quantity as whole units and billionths: these compare as quantities do. Null where it is none.
quantity(value) := signed_amount(text, bounded(suffix, amount)) if {
	text := quantity_text(value)
	regex.match(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$`, text)
	suffix := trim_left(text, "+-.0123456789")
	parts := split(trim_left(trim_suffix(text, suffix), "+-"), ".")
	digits := concat("", parts)
	places := (count(digits) - count(parts[0])) - exponent_of(suffix)
	amount := decimal(scaled(digits, suffix), places)
} else := null

quantity_text(value) := value if is_string(value)

else := sprintf("%v", [value]) if is_number(value)

# Digits, so often as a binary suffix says.
scaled(digits, suffix) := format_int(number_of(digits) * factor, 10) if {
	factors := {
		"Ki": 1024,
		"Mi": 1048576,
		"Gi": 1073741824,
		"Ti": 1099511627776,
		"Pi": 1125899906842624,
		"Ei": 1152921504606846976,
	}
	factor := object.get(factors, suffix, 0)
	factor > 0
} else := digits

# The power of ten that a suffix is, no larger than makes a difference.
exponent_of(suffix) := 0 - min([number_of(trim_left(suffix, "eE-")), 60]) if regex.match(`^[eE]-`, suffix)

else := min([number_of(trim_left(suffix, "eE+")), 60]) if regex.match(`^[eE][0-9+]`, suffix)

else := object.get({"n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}, suffix, 0)

# Digits with the point so many places from their end, as units and billionths, rounded up.
decimal(digits, places) := [units + ((nano - (nano % 1000000000)) / 1000000000), nano % 1000000000] if {
	zeros := "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
	padded := concat("", [zeros, digits, zeros])
	point := max([0, (80 + count(digits)) - places])
	units := number_of(substring(padded, 0, point))
	rest := trim_left(substring(padded, point + 9, -1), "0")
	nano := number_of(substring(padded, point, 9)) + min([count(rest), 1])
}

# What has a binary suffix is no larger than this.
bounded(suffix, amount) := [9223372036854775807, 0] if {
	endswith(suffix, "i")
	amount[0] >= 9223372036854775807
}

else := amount

signed_amount(text, amount) := [0 - amount[0], 0 - amount[1]] if startswith(text, "-")

else := amount
"#,
    },
    Function {
        name: "number_of",
        needs: &[],
        text: r#"# The whole number that digits are.
number_of(digits) := 0 if trim_left(digits, "0") == ""

else := to_number(trim_left(digits, "0"))
"#,
    },
];
