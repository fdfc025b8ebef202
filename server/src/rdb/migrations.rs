//! The schema, and how it came about.

/// The schema's history in a folder of `migrations`. The files are part of the binary, so that it runs from anywhere.
macro_rules! migrations {
    ($database:literal) => {{
        use sqlx::{
            SqlSafeStr as _,
            migrate::{Migration, MigrationType, Migrator},
        };
        macro_rules! migration {
            ($version:literal, $name:literal, $file:literal) => {
                Migration::new(
                    $version,
                    std::borrow::Cow::Borrowed($name),
                    MigrationType::Simple,
                    include_str!(concat!("../../../../migrations/", $database, "/", $file)).into_sql_str(),
                    false,
                )
            };
        }
        Migrator::with_migrations(vec![
            migration!(1, "catalogue and allocations", "0001_catalogue_and_allocations.sql"),
            migration!(2, "sales and audit", "0002_sales_and_audit.sql"),
            migration!(3, "states of later versions", "0003_states_of_later_versions.sql"),
        ])
    }};
}
pub(super) use migrations;
