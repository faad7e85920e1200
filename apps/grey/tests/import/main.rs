//! Databases of other programs, as these write them: what is read of them, whole and
//! damaged, and what `grey import` does with it.

mod command;
mod damage;
mod formats;
mod writers;
