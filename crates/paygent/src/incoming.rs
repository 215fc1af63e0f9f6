use crate::codec::{Charset, CodecError, RawPair, decode_pairs, merge_pairs};
use crate::{Credentials, FieldError, Fields, Secret, Telegram};

/// The header block of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Who asks; a field that was not there is empty.
    pub credentials: Credentials,
    /// `telegram_kind`, such as `020`.
    pub kind: String,
    /// `telegram_version`, always `1.0`.
    pub version: String,
}

/// A request as a gateway receives it, decoded in the charset of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    header: Header,
    fields: Fields,
    charset: Charset,
}

impl Incoming {
    /// Decodes query and body together; unknown fields are kept in [`Self::fields`].
    pub fn parse(query: Option<&str>, body: &[u8]) -> Result<Self, CodecError> {
        let pairs = merge_pairs(query, body)?;
        let charset = charset_of(&pairs);
        let fields = decode_pairs(&pairs, |bytes| charset.decode(bytes))?;
        Ok(Self { header: Header::of(&fields), fields, charset })
    }

    /// The charset in which to answer what [`Self::parse`] cannot read: that of its kind, if at
    /// least the kind can be read.
    pub fn charset_of_unreadable(query: Option<&str>, body: &[u8]) -> Charset {
        merge_pairs(query, body).map_or(Charset::Windows31j, |pairs| charset_of(&pairs))
    }

    /// Who asks for what.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Everything that came, header included.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The charset the request was in and its answer must be in.
    pub fn charset(&self) -> Charset {
        self.charset
    }

    /// The typed request. The caller has chosen `T` by [`Header::kind`].
    pub fn telegram<T: Telegram>(&self) -> Result<T, FieldError> {
        T::read(&self.fields)
    }
}

fn charset_of(pairs: &[RawPair]) -> Charset {
    let kind = pairs.iter().rev().find(|(name, _)| name.as_slice() == b"telegram_kind");
    let kind = kind.and_then(|(_, value)| std::str::from_utf8(value).ok());
    Charset::of_kind(kind.unwrap_or_default())
}

impl Header {
    fn of(fields: &Fields) -> Self {
        let text = |name| fields.get(name).unwrap_or_default().to_owned();
        Self {
            credentials: Credentials {
                merchant_id: text("merchant_id"),
                connect_id: text("connect_id"),
                connect_password: Secret::new(text("connect_password")),
            },
            kind: text("telegram_kind"),
            version: text("telegram_version"),
        }
    }
}
