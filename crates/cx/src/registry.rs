//! Where domains enter their handlers: one erased function per endpoint.
//!
//! `r.on(user::get)` is the only line that knows both the request type and the function. The function becomes an [`Entry`]
//! that takes [`Args`] and gives the reply's bytes, so the edge compiles once whatever the number of endpoints.

use std::{
    collections::{BTreeMap, HashMap},
    future::Future,
    pin::Pin,
};

use hobnail_wire::{self as wire, Args, Download, Endpoint, Fault, Meta, Outcome, envelope};

use crate::{Cx, File, Page};

/// What a call is answered with.
pub enum Answer {
    /// JSON in the style's envelope.
    Json(Vec<u8>),
    File(File),
    Page(Page),
}

/// The answer, or the refusal.
pub type Reply = Pin<Box<dyn Future<Output = Outcome<Answer>> + Send>>;
type Call = Box<dyn Fn(Cx, Args, String) -> Reply + Send + Sync>;

/// One endpoint, ready to be called.
pub struct Entry {
    pub meta: &'static Meta,
    call: Call,
}

impl Entry {
    /// Decodes, checks limits, runs the handler, writes the reply with its envelope.
    pub fn call(&self, cx: Cx, args: Args, request_id: String) -> Reply {
        (self.call)(cx, args, request_id)
    }
}

/// What a path leads to.
pub enum Found<'a> {
    Entry(&'a Entry, Vec<(&'static str, String)>),
    /// The path exists with these methods only.
    OtherMethod(Vec<&'static str>),
    Nothing,
}

/// All endpoints of the server. Exact paths are one look-up; templates are tried in order.
#[derive(Default)]
pub struct Registry {
    exact: HashMap<&'static str, Vec<Entry>>,
    templates: Vec<(Vec<Segment>, Entry)>,
}

enum Segment {
    Text(&'static str),
    Param(&'static str),
}

impl Registry {
    pub fn new() -> Self {
        Self::default()
    }

    /// Enters a handler. Panics when its method and path are taken: a mistake to be seen at start-up.
    pub fn on<E, F, R>(&mut self, handler: F)
    where
        E: Endpoint,
        F: Fn(Cx, E) -> R + Copy + Send + Sync + 'static,
        R: Future<Output = Outcome<E::Reply>> + Send + 'static,
    {
        let call: Call = Box::new(move |cx, args, request_id| {
            Box::pin(async move {
                let reply = handler(cx, args.decode::<E>()?).await?;
                envelope::reply(E::META.style, &reply, &request_id).map(Answer::Json).map_err(Fault::internal)
            })
        });
        self.insert(Entry { meta: &const { E::META }, call });
    }

    /// Enters a handler that answers with a file. Its refusals are written in the style's envelope like any other.
    pub fn file<E, F, R>(&mut self, handler: F)
    where
        E: Endpoint<Reply = Download>,
        F: Fn(Cx, E) -> R + Copy + Send + Sync + 'static,
        R: Future<Output = Outcome<File>> + Send + 'static,
    {
        let call: Call =
            Box::new(move |cx, args, _| Box::pin(async move { Ok(Answer::File(handler(cx, args.decode::<E>()?).await?)) }));
        self.insert(Entry { meta: &const { E::META }, call });
    }

    /// Enters a handler of an address that a browser goes to.
    pub fn page<E, F, R>(&mut self, handler: F)
    where
        E: Endpoint<Reply = wire::Page>,
        F: Fn(Cx, E) -> R + Copy + Send + Sync + 'static,
        R: Future<Output = Outcome<Page>> + Send + 'static,
    {
        let call: Call =
            Box::new(move |cx, args, _| Box::pin(async move { Ok(Answer::Page(handler(cx, args.decode::<E>()?).await?)) }));
        self.insert(Entry { meta: &const { E::META }, call });
    }

    fn insert(&mut self, entry: Entry) {
        let meta = entry.meta;
        let taken = self.entries().any(|e| e.meta.path == meta.path && e.meta.method == meta.method);
        assert!(!taken, "{} {} is entered twice", meta.method.as_str(), meta.path);
        if meta.path.contains('{') {
            let segments = meta
                .path
                .split('/')
                .map(|s| match s.strip_prefix('{').and_then(|s| s.strip_suffix('}')) {
                    Some(name) => Segment::Param(name),
                    None => Segment::Text(s),
                })
                .collect();
            self.templates.push((segments, entry));
        } else {
            self.exact.entry(meta.path).or_default().push(entry);
        }
    }

    /// Every entry, in the order of method and path.
    pub fn sorted(&self) -> Vec<&'static Meta> {
        let all: BTreeMap<_, _> = self.entries().map(|e| ((e.meta.path, e.meta.method.as_str()), e.meta)).collect();
        all.into_values().collect()
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.exact.values().flatten().chain(self.templates.iter().map(|(_, e)| e))
    }

    pub fn find(&self, method: &str, path: &str) -> Found<'_> {
        let mut others = Vec::new();
        if let Some(entries) = self.exact.get(path) {
            for entry in entries {
                if entry.meta.method.as_str() == method {
                    return Found::Entry(entry, Vec::new());
                }
                others.push(entry.meta.method.as_str());
            }
        }
        for (segments, entry) in &self.templates {
            let Some(params) = matches(segments, path) else { continue };
            if entry.meta.method.as_str() == method {
                return Found::Entry(entry, params);
            }
            others.push(entry.meta.method.as_str());
        }
        if others.is_empty() { Found::Nothing } else { Found::OtherMethod(others) }
    }
}

fn matches(segments: &[Segment], path: &str) -> Option<Vec<(&'static str, String)>> {
    let mut params = Vec::new();
    let mut parts = path.split('/');
    for segment in segments {
        let part = parts.next()?;
        match segment {
            Segment::Text(text) if *text == part => {}
            Segment::Param(name) if !part.is_empty() => params.push((*name, part.to_owned())),
            _ => return None,
        }
    }
    parts.next().is_none().then_some(params)
}
