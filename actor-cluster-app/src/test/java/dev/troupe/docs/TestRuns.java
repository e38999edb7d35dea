package dev.troupe.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What Surefire and Failsafe reported.
 *
 * @param ran the tests of which at least one run was not skipped
 * @param skipped those of which at least one was
 */
record TestRuns(Set<TestName> ran, Set<TestName> skipped) {
  private static final Pattern REPORT =
      Pattern.compile(".*[/\\\\](surefire|failsafe)-reports[/\\\\]TEST-[^/\\\\]*\\.xml");

  /**
   * The reports below this folder that were written at this time or later: an older one is of
   * another build.
   */
  static TestRuns below(Path root, Instant since) {
    TestRuns runs = new TestRuns(new HashSet<>(), new HashSet<>());
    reports(root, since).forEach(runs::read);
    return runs;
  }

  private static List<Path> reports(Path root, Instant since) {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(file -> REPORT.matcher(file.toString()).matches())
          .filter(file -> !modified(file).isBefore(since))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Path report) {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    try (InputStream in = Files.newInputStream(report)) {
      XMLStreamReader reader = factory.createXMLStreamReader(in);
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.START_ELEMENT
            && reader.getLocalName().equals("testcase")) {
          readCase(reader);
        }
      }
    } catch (XMLStreamException e) {
      throw new IllegalStateException("the report '%s' can't be read".formatted(report), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readCase(XMLStreamReader reader) throws XMLStreamException {
    TestName name =
        TestName.reported(
            reader.getAttributeValue(null, "classname"), reader.getAttributeValue(null, "name"));
    boolean isSkipped = false;
    for (int next = reader.next(); !isEndOfCase(next, reader); next = reader.next()) {
      isSkipped |=
          next == XMLStreamConstants.START_ELEMENT && reader.getLocalName().equals("skipped");
    }
    (isSkipped ? skipped : ran).add(name);
  }

  private static boolean isEndOfCase(int event, XMLStreamReader reader) {
    return event == XMLStreamConstants.END_ELEMENT && reader.getLocalName().equals("testcase");
  }

  /** What is wrong with this one, if anything is. */
  Optional<String> complaint(TestName test) {
    if (ran.contains(test)) {
      return Optional.empty();
    }
    return Optional.of(skipped.contains(test) ? "was skipped" : "has not run");
  }
}
