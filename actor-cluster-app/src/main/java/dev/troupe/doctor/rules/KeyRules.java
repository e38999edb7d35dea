package dev.troupe.doctor.rules;

import static dev.troupe.doctor.rules.Checks.node;
import static dev.troupe.doctor.rules.Checks.wrong;
import static dev.troupe.doctor.rules.Rule.error;
import static dev.troupe.doctor.rules.Rule.info;
import static dev.troupe.doctor.rules.Rule.warning;

import dev.troupe.doctor.facts.Looked;
import dev.troupe.doctor.facts.NodeFacts;
import dev.troupe.doctor.facts.NodeFacts.FileFact;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Whether what is stored is sealed, and where the keys are. */
final class KeyRules {
  private static final String FILE = "troupe.encryption.file";
  private static final String CERTIFICATE = "troupe.tenants.erasure.certificate-key";

  private KeyRules() {}

  static List<Rule> all() {
    return List.of(
        warning(
            "encryption-off",
            "What tenants store is not sealed.",
            "Who gets a backup reads all tenants, and a tenant that is erased stays in old backups.",
            "Set troupe.encryption.enabled (TROUPE_ENCRYPTION) to on, with a key file.",
            node(node ->
                wrong(
                    !node.isOn("troupe.encryption.enabled"),
                    "troupe.encryption.enabled is '%s'",
                    node.text("troupe.encryption.enabled")))),
        info(
            "plain-text-accepted",
            "What is not sealed is read, although all that was looked at is sealed.",
            "Who can write to the database could put in events that no key was needed for.",
            "Count the rows of event_journal without key_number; if there are none, set troupe.encryption.accept-plain-text to off.",
            facts ->
                facts.node().stream()
                    .filter(node -> node.isOn("troupe.encryption.enabled"))
                    .filter(node -> node.isOn("troupe.encryption.accept-plain-text"))
                    .flatMap(node -> facts.database().flatMap(Looked::seen).stream())
                    .map(database -> database.work().plainText())
                    .flatMap(rows ->
                        wrong(
                            rows.looked() >= ENOUGH && rows.plain() == 0,
                            "the oldest and newest '%d' rows are sealed, and troupe.encryption.accept-plain-text is on",
                            rows.looked()))),
        error(
            "key-file-missing",
            "The file with the keys of all tenants is not there or can't be read.",
            "The node does not start; without the file nothing that is stored can be read again.",
            "Set troupe.encryption.file (TROUPE_KEY_FILE), and put the file there that all nodes have.",
            node(node ->
                node.isOn("troupe.encryption.enabled")
                        && node.text("troupe.encryption.provider").equals("file")
                        && !node.isOn("troupe.encryption.create-file")
                    ? missing(node, FILE)
                    : Stream.empty())),
        error(
            "key-file-open",
            "Everybody on the machine may read the file with the keys of all tenants.",
            "Who has it can read every backup.",
            "chmod 600, or 440 with a group that only the node has.",
            files(FILE, FileFact::isForEverybody)),
        warning(
            "key-file-made",
            "A key file that is not there is made, and other machines can connect.",
            "In a pod it is lost with the pod, and with it all that was sealed.",
            "Make the file once with 'troupe keys', give it to all nodes, and set troupe.encryption.create-file (TROUPE_KEY_FILE_CREATE) to off.",
            node(node ->
                wrong(
                    node.isOn("troupe.encryption.enabled")
                        && node.isOn("troupe.encryption.create-file")
                        && node.isOpen("troupe.node.bind-host"),
                    "troupe.encryption.create-file is on"))),
        warning(
            "keys-beside-data",
            "The keys of tenants are wrapped by keys in the same database.",
            "Who gets the database or a backup of it has both.",
            "Set troupe.encryption.provider (TROUPE_ENCRYPTION_PROVIDER) to file.",
            node(node ->
                wrong(
                    node.isOn("troupe.encryption.enabled")
                        && node.text("troupe.encryption.provider").equals("postgres"),
                    "troupe.encryption.provider is 'postgres'"))),
        warning(
            "certificate-key-missing",
            "There is no key to sign certificates of erasure with.",
            "No tenant can be erased.",
            "Make one with 'troupe tenant signing-key', and set troupe.tenants.erasure.certificate-key (TROUPE_CERTIFICATE_KEY).",
            node(node ->
                node.isOn("troupe.tenants.erasure.create-key")
                    ? Stream.empty()
                    : missing(node, CERTIFICATE))),
        error(
            "certificate-key-open",
            "Everybody on the machine may read the key that signs certificates of erasure.",
            "Who has it can forge one.",
            "chmod 600, or 440 with a group that only the node has.",
            files(CERTIFICATE, FileFact::isForEverybody)));
  }

  /** As many rows as say something. */
  private static final int ENOUGH = 100;

  private static Stream<String> missing(NodeFacts node, String setting) {
    return Stream.concat(
        wrong(node.text(setting).isBlank(), "%s is empty", setting),
        node.file(setting, "").stream()
            .filter(file -> !file.isReadable())
            .map(file -> "%s '%s' can't be read".formatted(setting, node.text(setting))));
  }

  /** The files of a setting that are wrong, with their permissions. */
  static Rule.Check files(String setting, Predicate<FileFact> isWrong) {
    return node(node ->
        NodeFacts.FILE_SETTINGS.getOrDefault(setting, List.of()).stream()
            .flatMap(below ->
                node.file(setting, below).stream()
                    .filter(isWrong)
                    .map(file ->
                        "%s '%s'%s: %s"
                            .formatted(
                                setting,
                                node.text(setting),
                                below.isEmpty() ? "" : ", " + below,
                                file.isReadable() ? file.permissions() : "can't be read"))));
  }
}
