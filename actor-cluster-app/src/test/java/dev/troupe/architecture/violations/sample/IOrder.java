package dev.troupe.architecture.violations.sample;

/** A name that says that it is an interface, as its declaration does. */
interface IOrder {}
