package dev.troupe.docs.guide;

/**
 * What is sent.
 *
 * @param book in which its arrival is noted
 * @param what it is called
 */
public record Parcel(String book, String what) {}
