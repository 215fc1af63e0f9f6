/// A group of optional fields: one table gives the struct, its writer and its reader.
macro_rules! group {
    (
        $(#[doc = $doc:literal])* $name:ident {
            $($(#[doc = $field_doc:literal])* $field:ident = $wire:literal, $shape:expr;)*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $($(#[doc = $field_doc])* #[doc = concat!(" (`", $wire, "`)")]
            pub $field: Option<String>,)*
        }

        impl $name {
            pub(super) fn write(&self, fields: &mut crate::Fields) {
                $(fields.push_opt($wire, self.$field.as_deref());)*
            }

            pub(super) fn read(fields: &crate::Fields) -> Result<Self, crate::FieldError> {
                Ok(Self {
                    $($field: crate::telegram::shape::optional(fields, $wire, $shape)?,)*
                })
            }
        }
    };
}
