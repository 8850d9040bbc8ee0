//! The words that mean something to the grammar. None of them is reserved: where a name is due, each is a name.

macro_rules! words {
    ($($name:ident $text:literal)*) => {
        /// A word with a meaning, or [`Word::Other`].
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Word {
            Other,
            $($name,)*
        }

        impl Word {
            pub(crate) fn of(text: &str) -> Self {
                match text {
                    $($text => Self::$name,)*
                    _ => Self::Other,
                }
            }
        }
    };
}

words! {
    And "and"
    As "as"
    Assert "assert"
    Component "component"
    Else "else"
    Emit "emit"
    Existing "existing"
    Extend "extend"
    False "false"
    Fn "fn"
    For "for"
    If "if"
    Import "import"
    In "in"
    Let "let"
    Match "match"
    Moved "moved"
    Not "not"
    Null "null"
    Or "or"
    Param "param"
    Patch "patch"
    Pub "pub"
    Retire "retire"
    Test "test"
    Then "then"
    True "true"
    Type "type"
    Unset "unset"
    Where "where"
    With "with"
}

impl Word {
    /// Words that begin a member of a block, unless they stand where a field's name is due.
    pub(crate) fn begins_member(self) -> bool {
        matches!(
            self,
            Self::Let
                | Self::Param
                | Self::Where
                | Self::Emit
                | Self::In
                | Self::Patch
                | Self::Unset
                | Self::Assert
        )
    }

    /// Words after which a value is due, so that a `-` is a sign.
    pub(crate) fn awaits_value(self) -> bool {
        matches!(
            self,
            Self::And
                | Self::Assert
                | Self::Else
                | Self::Emit
                | Self::If
                | Self::In
                | Self::Match
                | Self::Not
                | Self::Or
                | Self::Then
                | Self::Where
        )
    }
}
