package dev.troupe.docs.guide;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;

// @start region="message"
/** What a sensor read; who it is from is answered with the time at which it was read. */
public record Reading(String sensor, double celsius, Instant at, ActorRef<Timestamp> confirmTo) {}
// @end
