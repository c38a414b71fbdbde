//! `#[wire]` puts the house rules of contract types in one place.
//!
//! A contract type is written as it is documented: names, types, limits. The attribute adds the serde derives, leaves absent
//! `Option` fields out of replies and accepts their absence in requests, turns `#[limit(..)]` into a check that names the
//! field, and derives a JSON schema when the crate's `schema` feature is on. It is the only procedural macro of the project.
//!
//! ```ignore
//! #[wire]                                  // snake_case, as on oapi
//! #[wire(camel)]                           // camelCase, as on v1.0 and on the console
//! pub struct UserList {
//!     pub dept_id: DeptId,
//!     #[limit(min = 1, max = 100)]         // a number's range
//!     pub size: i64,
//!     #[limit(max_len = 6)]                // characters of a text
//!     pub language: Option<String>,
//!     #[limit(max_items = 100)]            // entries of a list
//!     pub dept_ids: Vec<DeptId>,
//!     #[limit(nested)]                     // check the fields of a contract type, or of each in a list
//!     pub rows: Vec<Row>,
//! }
//! ```

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Expr, Field, Fields, Ident, LitStr, Token, Type, parse_macro_input};

#[proc_macro_attribute]
pub fn wire(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut camel = false;
    let parser = syn::meta::parser(|meta| {
        if meta.path.is_ident("camel") {
            camel = true;
            Ok(())
        } else {
            Err(meta.error("expected `camel`"))
        }
    });
    parse_macro_input!(args with parser);
    let item = parse_macro_input!(item as DeriveInput);
    expand(camel, item).unwrap_or_else(syn::Error::into_compile_error).into()
}

fn expand(camel: bool, mut item: DeriveInput) -> syn::Result<Tokens> {
    let mut checks = Vec::new();
    if let Data::Struct(data) = &mut item.data {
        for field in data.fields.iter_mut() {
            if is_option(&field.ty) {
                field.attrs.push(syn::parse_quote!(#[serde(default, skip_serializing_if = "Option::is_none")]));
            }
            let limits = take_limits(field)?;
            let Some(name) = field.ident.clone() else { continue };
            let wire_name = wire_name(field, &name, camel)?;
            checks.extend(limits.iter().map(|limit| limit.check(&name, &wire_name)));
            field.attrs.extend(schema(&limits));
        }
    }
    let rename = if matches!(item.data, Data::Struct(_)) && !matches!(struct_fields(&item), Some(Fields::Named(_))) {
        quote!()
    } else if camel {
        quote!(, rename_all = "camelCase")
    } else if matches!(item.data, Data::Enum(_)) {
        quote!(, rename_all = "snake_case")
    } else {
        quote!()
    };
    let name = &item.ident;
    let (impl_generics, type_generics, where_clause) = item.generics.split_for_impl();
    let limits = (!checks.is_empty() || matches!(item.data, Data::Struct(_))).then(|| {
        quote! {
            impl #impl_generics ::hobnail_wire::Limits for #name #type_generics #where_clause {
                fn check(&self) -> ::core::result::Result<(), ::hobnail_wire::Fault> { #(#checks)* Ok(()) }
            }
        }
    });
    Ok(quote! {
        #[derive(::hobnail_wire::serde::Serialize, ::hobnail_wire::serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(::hobnail_wire::schemars::JsonSchema))]
        #[cfg_attr(feature = "schema", schemars(crate = "::hobnail_wire::schemars"))]
        #[serde(crate = "::hobnail_wire::serde" #rename)]
        #item
        #limits
    })
}

fn struct_fields(item: &DeriveInput) -> Option<&Fields> {
    match &item.data {
        Data::Struct(data) => Some(&data.fields),
        _ => None,
    }
}

enum Limit {
    MaxLen(Expr),
    MinLen(Expr),
    MaxItems(Expr),
    MinItems(Expr),
    Min(Expr),
    Max(Expr),
    Nested,
}

impl Limit {
    fn check(&self, field: &Ident, name: &str) -> Tokens {
        let call = match self {
            Limit::MaxLen(n) => quote!(max_len(&self.#field, #n, #name)),
            Limit::MinLen(n) => quote!(min_len(&self.#field, #n, #name)),
            Limit::MaxItems(n) => quote!(max_items(&self.#field, #n, #name)),
            Limit::MinItems(n) => quote!(min_items(&self.#field, #n, #name)),
            Limit::Min(n) => quote!(min(&self.#field, #n, #name)),
            Limit::Max(n) => quote!(max(&self.#field, #n, #name)),
            Limit::Nested => quote!(nested(&self.#field, #name)),
        };
        quote!(::hobnail_wire::limit::#call?;)
    }
}

/// The limits as schemars writes them: one `range`, one `length`.
fn schema(limits: &[Limit]) -> Vec<Attribute> {
    let mut range = Vec::new();
    let mut length = Vec::new();
    for limit in limits {
        match limit {
            Limit::MaxLen(n) | Limit::MaxItems(n) => length.push(quote!(max = #n)),
            Limit::MinLen(n) | Limit::MinItems(n) => length.push(quote!(min = #n)),
            Limit::Min(n) => range.push(quote!(min = #n)),
            Limit::Max(n) => range.push(quote!(max = #n)),
            Limit::Nested => {}
        }
    }
    let mut out = Vec::new();
    if !range.is_empty() {
        out.push(syn::parse_quote!(#[cfg_attr(feature = "schema", schemars(range(#(#range),*)))]));
    }
    if !length.is_empty() {
        out.push(syn::parse_quote!(#[cfg_attr(feature = "schema", schemars(length(#(#length),*)))]));
    }
    out
}

fn take_limits(field: &mut Field) -> syn::Result<Vec<Limit>> {
    let mut limits = Vec::new();
    for attr in field.attrs.iter().filter(|a| a.path().is_ident("limit")) {
        attr.parse_nested_meta(|meta| {
            let key = meta.path.require_ident()?.to_string();
            if key == "nested" {
                limits.push(Limit::Nested);
                return Ok(());
            }
            meta.input.parse::<Token![=]>()?;
            let n: Expr = meta.input.parse()?;
            limits.push(match key.as_str() {
                "max_len" => Limit::MaxLen(n),
                "min_len" => Limit::MinLen(n),
                "max_items" => Limit::MaxItems(n),
                "min_items" => Limit::MinItems(n),
                "min" => Limit::Min(n),
                "max" => Limit::Max(n),
                _ => return Err(meta.error("unknown limit")),
            });
            Ok(())
        })?;
    }
    field.attrs.retain(|a| !a.path().is_ident("limit"));
    Ok(limits)
}

/// The field's name on the wire: an explicit `#[serde(rename = "..")]`, else the Rust name in the type's case.
fn wire_name(field: &Field, name: &Ident, camel: bool) -> syn::Result<String> {
    let mut renamed = None;
    for attr in field.attrs.iter().filter(|a| a.path().is_ident("serde")) {
        attr.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                renamed = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if meta.input.peek(Token![=]) {
                meta.value()?.parse::<Expr>()?;
            }
            Ok(())
        })?;
    }
    let plain = name.to_string().trim_start_matches("r#").to_owned();
    Ok(renamed.unwrap_or_else(|| if camel { camel_case(&plain) } else { plain }))
}

fn camel_case(snake: &str) -> String {
    let mut out = String::with_capacity(snake.len());
    let mut upper = false;
    for c in snake.chars() {
        match c {
            '_' => upper = true,
            c if upper => {
                out.extend(c.to_uppercase());
                upper = false;
            }
            c => out.push(c),
        }
    }
    out
}

fn is_option(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|s| s.ident == "Option"))
}
