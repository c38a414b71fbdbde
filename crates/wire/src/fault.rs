//! A refusal that the caller can act on, or an internal error that it can't.
//!
//! Domain code returns a fault with a [`Code`] and says which field and why; whatever else goes wrong (a full disk, a bug)
//! becomes [`codes::BUSY`] with its source kept for the log, which the edge writes once. Faults are boxed: a `Result` of a
//! handler stays small.

use std::{borrow::Cow, error::Error, fmt};

use crate::{Code, codes};

/// What handlers and domain functions return.
pub type Outcome<T> = Result<T, Fault>;

/// A refusal with its documented code; see the module's essay.
pub struct Fault(Box<Inner>);

struct Inner {
    code: &'static Code,
    field: Option<String>,
    detail: Option<Cow<'static, str>>,
    help: Option<String>,
    scopes: Vec<&'static str>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Fault {
    pub fn new(code: &'static Code) -> Self {
        Fault(Box::new(Inner { code, field: None, detail: None, help: None, scopes: Vec::new(), source: None }))
    }

    /// An error that is not the caller's: answered as "busy", its chain goes to the log.
    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let mut fault = Fault::new(&codes::BUSY);
        fault.0.source = Some(source.into());
        fault
    }

    /// The field at fault, by its wire name.
    pub fn field(mut self, name: impl Into<String>) -> Self {
        self.0.field = Some(name.into());
        self
    }

    /// Why, in the reader's language.
    pub fn detail(mut self, why: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = Some(why.into());
        self
    }

    /// Where this can be mended; shown in dev mode and on the consoles.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.0.help = Some(text.into());
        self
    }

    /// The permission points of which one is missing.
    pub fn scopes(mut self, scopes: &[&'static str]) -> Self {
        self.0.scopes = scopes.to_vec();
        self
    }

    /// Puts the field under its parent: `name` becomes `contact.name`.
    pub fn under(mut self, parent: &str) -> Self {
        self.0.field = Some(match self.0.field.take() {
            Some(field) if field.starts_with('[') => format!("{parent}{field}"),
            Some(field) => format!("{parent}.{field}"),
            None => parent.to_owned(),
        });
        self
    }

    pub fn code(&self) -> &'static Code {
        self.0.code
    }
    pub fn field_name(&self) -> Option<&str> {
        self.0.field.as_deref()
    }
    pub fn help_text(&self) -> Option<&str> {
        self.0.help.as_deref()
    }
    pub fn required_scopes(&self) -> &[&'static str] {
        &self.0.scopes
    }
    /// The chain behind an internal error, outermost first; `None` for an ordinary refusal.
    pub fn source_chain(&self) -> Option<String> {
        let mut next: Option<&dyn Error> = self.0.source.as_deref().map(|e| e as &dyn Error);
        next?;
        let mut out = String::new();
        while let Some(error) = next {
            if !out.is_empty() {
                out.push_str(": ");
            }
            out.push_str(&error.to_string());
            next = error.source();
        }
        Some(out)
    }

    /// The code's text, then the field and the reason where there are any.
    pub fn message(&self) -> String {
        match (&self.0.field, &self.0.detail) {
            (None, None) => self.0.code.text.to_owned(),
            (Some(field), None) => format!("{}：{field}", self.0.code.text),
            (None, Some(detail)) => format!("{}：{detail}", self.0.code.text),
            (Some(field), Some(detail)) => format!("{}：{field}，{detail}", self.0.code.text),
        }
    }
}

impl From<&'static Code> for Fault {
    fn from(code: &'static Code) -> Self {
        Fault::new(code)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.code.errcode, self.message())?;
        if let Some(chain) = self.source_chain() {
            write!(f, " ({chain})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source.as_deref().map(|e| e as _)
    }
}
