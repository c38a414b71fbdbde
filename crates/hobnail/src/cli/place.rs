//! Where a command finds the installation that it works on.

use std::{path::PathBuf, sync::Arc};

use clap::Args;
use hobnail_contact::corp;
use hobnail_cx::{Core, Cx, Mode, Secrets};
use hobnail_store::Query;
use hobnail_wire::CorpId;

use super::{database, options, serve_options};
use crate::{
    config::Config,
    control, demo,
    server::{self, Database, Options, StartError},
};

/// The installation: that of a configuration, or that of `hobnail dev --data`.
#[derive(Args)]
pub struct Place {
    /// Configuration file; without it the defaults, and the environment.
    #[arg(long)]
    config: Option<PathBuf>,
    /// The folder of `hobnail dev --data` in the place of a configuration.
    #[arg(long, value_name = "FOLDER", conflicts_with = "config")]
    dev: Option<PathBuf>,
}

/// An installation, open.
pub struct Opened {
    pub core: Arc<Core>,
    pub database: Database,
}

impl Place {
    fn load(&self) -> Result<Config, StartError> {
        let mut config = Config::load(self.config.as_deref(), std::env::vars())?;
        if let Some(folder) = &self.dev {
            config.store.data.clone_from(folder);
        }
        Ok(config)
    }

    /// How a server would run on it.
    pub fn options(&self) -> Result<Options, StartError> {
        let config = self.load()?;
        match &self.dev {
            Some(_) => options(&config, Mode::Dev, database(&config)?, Secrets::new(&demo::MASTER_KEY)),
            None => serve_options(&config),
        }
    }

    /// Opens the database, also while a server runs on it.
    pub async fn open(&self) -> Result<Opened, StartError> {
        let options = self.options()?;
        let core = server::open(&options).await?;
        if options.mode == Mode::Dev {
            control::restore_clock(&core).await?;
        }
        Ok(Opened { core, database: options.database })
    }
}

impl Opened {
    pub fn cx(&self) -> Cx {
        Cx::internal(&self.core)
    }

    pub async fn close(self) {
        self.core.db.clone().close().await;
    }
}

/// The organisation that was named, or the only one.
pub async fn corp_of(q: &mut impl Query, named: Option<CorpId>) -> Result<CorpId, StartError> {
    match named {
        Some(corp_id) => match corp::find(q, &corp_id).await? {
            Some(_) => Ok(corp_id),
            None => Err(format!("there is no organisation {corp_id}").into()),
        },
        None => match corp::page(q, None, 2).await?.as_slice() {
            [one] => Ok(one.corp_id.clone()),
            [] => Err("there is no organisation; see `hobnail init`".into()),
            _ => Err("there are several organisations: name one with --corp".into()),
        },
    }
}
