//! The key store against a real Secret Service: gnome-keyring on a bus of the test's own, in a home of its own.
//!
//! In: the programs `dbus-daemon`, `dbus-send` and `gnome-keyring-daemon`. Out: what a secret goes through there, and
//! which kind of trouble each way of being unusable is. Each scenario acts in a process of its own, this program again,
//! since the bus is found by environment. Every process is ended by its id. Deliberately absent: the person's own keyring.

#![cfg_attr(not(target_os = "linux"), allow(unused))]

#[cfg(target_os = "linux")]
mod act;
#[cfg(target_os = "linux")]
mod world;

use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    #[cfg(target_os = "linux")]
    {
        if let Some(action) = std::env::var_os(world::ACTION) {
            act::act(&action.to_string_lossy());
            return;
        }
        let trials = vec![
            trial("every_size_is_kept_read_replaced_and_forgotten", every_size),
            trial("a_secret_survives_a_restart_of_the_service", restart),
            trial("a_program_that_goes_on_finds_the_restarted_service", restart_meanwhile),
            trial("a_program_that_began_before_the_service_finds_it", late_service),
            trial("a_saved_connection_is_kept_opened_and_deleted", saved),
            trial("without_a_bus_there_is_no_store", no_bus),
            trial("with_a_bus_and_no_service_there_is_no_store", no_service),
            trial("a_keyring_that_was_never_unlocked_refuses", never_unlocked),
            trial("a_keyring_that_is_locked_again_refuses_and_is_not_empty", locked_again),
        ];
        libtest_mimic::run(&Arguments::from_args(), trials).exit();
    }
}

fn trial(name: &'static str, test: fn() -> Result<(), Failed>) -> Trial {
    Trial::test(name, test)
}

/// Fails with both sides when they differ.
fn same(found: &str, expected: &str) -> Result<(), Failed> {
    if found == expected { Ok(()) } else { Err(format!("expected {expected}, found {found}").into()) }
}

/// Fails when the answer does not begin so.
fn begins(found: &str, expected: &str) -> Result<(), Failed> {
    if found.starts_with(expected) { Ok(()) } else { Err(format!("expected {expected}…, found {found}").into()) }
}

#[cfg(target_os = "linux")]
mod scenarios {
    use super::*;
    use crate::world::World;

    pub fn every_size() -> Result<(), Failed> {
        let world = World::with_keyring()?;
        same(&world.act("sizes")?, "ok 0 left")
    }

    pub fn restart() -> Result<(), Failed> {
        let mut world = World::with_keyring()?;
        same(&world.act("put")?, "ok")?;
        world.stop_keyring();
        world.start_keyring(true)?;
        same(&world.act("get")?, "whole")?;
        same(&world.act("forget")?, "true, then absent, 0 left")
    }

    pub fn restart_meanwhile() -> Result<(), Failed> {
        let mut world = World::with_keyring()?;
        let mut lasting = world.lasting("put-wait-get")?;
        same(&lasting.line()?, "ok")?;
        world.stop_keyring();
        world.start_keyring(true)?;
        lasting.go_on()?;
        same(&lasting.line()?, "whole")?;
        same(&lasting.line()?, "replaced")
    }

    pub fn late_service() -> Result<(), Failed> {
        let mut world = World::with_bus()?;
        let mut lasting = world.lasting("probe-wait-probe")?;
        begins(&lasting.line()?, "unavailable: ")?;
        world.start_keyring(true)?;
        lasting.go_on()?;
        same(&lasting.line()?, "ok")
    }

    pub fn saved() -> Result<(), Failed> {
        let world = World::with_keyring()?;
        same(&world.act("saved")?, "kept, opened, replaced, deleted, 0 left")
    }

    pub fn no_bus() -> Result<(), Failed> {
        let world = World::bare()?;
        for action in ["probe", "put", "get", "forget"] {
            begins(&world.act(action)?, "unavailable: ")?;
        }
        Ok(())
    }

    pub fn no_service() -> Result<(), Failed> {
        let world = World::with_bus()?;
        for action in ["probe", "put", "get", "forget"] {
            begins(&world.act(action)?, "unavailable: ")?;
        }
        Ok(())
    }

    pub fn never_unlocked() -> Result<(), Failed> {
        let mut world = World::with_bus()?;
        world.start_keyring(false)?;
        for action in ["probe", "put"] {
            begins(&world.act(action)?, "refused: ")?;
        }
        Ok(())
    }

    pub fn locked_again() -> Result<(), Failed> {
        let mut world = World::with_keyring()?;
        same(&world.act("put")?, "ok")?;
        world.stop_keyring();
        world.start_keyring(false)?;
        for action in ["probe", "put", "get", "forget"] {
            begins(&world.act(action)?, "refused: ")?;
        }
        world.stop_keyring();
        world.start_keyring(true)?;
        same(&world.act("get")?, "whole")
    }
}

#[cfg(target_os = "linux")]
use scenarios::{
    every_size, late_service, locked_again, never_unlocked, no_bus, no_service, restart, restart_meanwhile, saved,
};
