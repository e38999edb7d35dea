/** What the doctor finds, and what it does not. */
@NullMarked
package dev.troupe.doctor;

import org.jspecify.annotations.NullMarked;
