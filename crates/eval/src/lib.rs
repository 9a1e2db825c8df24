#![doc = include_str!("../README.md")]

pub mod actors;
pub mod calibration;
pub mod cases;
mod days;
pub mod gold;
pub mod offices;
pub mod plain;
pub mod predict;
pub mod score;
pub mod timex;
