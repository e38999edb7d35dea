/** What an installation should be like, each thing with its reason; pure. */
@NullMarked
package dev.troupe.doctor.rules;

import org.jspecify.annotations.NullMarked;
