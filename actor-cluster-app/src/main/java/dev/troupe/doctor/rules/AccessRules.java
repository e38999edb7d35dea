package dev.troupe.doctor.rules;

import static dev.troupe.doctor.rules.Checks.node;
import static dev.troupe.doctor.rules.Checks.wrong;
import static dev.troupe.doctor.rules.Rule.error;
import static dev.troupe.doctor.rules.Rule.warning;

import dev.troupe.doctor.facts.NodeFacts;
import dev.troupe.tenants.auth.DevelopmentIssuer;
import java.util.List;

/** Who may ask a node, and from where. */
final class AccessRules {
  private static final String HTTP = "troupe.http.host";
  private static final String PRIVATE =
      "(10|127)(\\.\\d+){3}|192\\.168(\\.\\d+){2}|172\\.(1[6-9]|2\\d|3[01])(\\.\\d+){2}"
          + "|100\\.(6[4-9]|[7-9]\\d|1[01]\\d|12[0-7])(\\.\\d+){2}|169\\.254(\\.\\d+){2}|0\\.0\\.0\\.0";

  private AccessRules() {}

  static List<Rule> all() {
    return List.of(
        error(
            "authentication-off",
            "Nobody is asked who they are, and other machines can connect.",
            "Anyone who reaches the port may do anything to any tenant.",
            "Set troupe.auth.mode (TROUPE_AUTH_MODE) to jwt, with an issuer, an audience and its keys.",
            node(node ->
                wrong(
                    node.text("troupe.auth.mode").equals("none") && node.isOpen(HTTP),
                    "troupe.auth.mode is 'none' at '%s'",
                    node.text(HTTP)))),
        error(
            "development-issuer",
            "Tokens of the development issuer are believed, and other machines can connect.",
            "Its key lies in a folder of whoever started it; who has it is every tenant and the operator.",
            "Set troupe.auth.issuer, audience and jwks (TROUPE_AUTH_*) to those of your login.",
            node(node ->
                wrong(
                    node.text("troupe.auth.issuer").equals(DevelopmentIssuer.ISSUER)
                        && node.isOpen(HTTP),
                    "troupe.auth.issuer is '%s' at '%s'",
                    DevelopmentIssuer.ISSUER,
                    node.text(HTTP)))),
        error(
            "issuer-keys-unprotected",
            "The issuer's keys are read over a connection that anyone on the way can change.",
            "Who changes them can sign tokens of every tenant.",
            "Set troupe.auth.jwks (TROUPE_AUTH_JWKS) to an https address, or to a file.",
            node(node ->
                wrong(
                    node.text("troupe.auth.jwks").startsWith("http://"),
                    "troupe.auth.jwks is '%s'",
                    NodeFacts.withoutLogin(node.text("troupe.auth.jwks"))))),
        warning(
            "unknown-tenants-served",
            "Any name is a tenant, and other machines can connect.",
            "A mistyped or invented name is served, stores data, and has limits of its own.",
            "Set troupe.tenants.only-known (TROUPE_TENANTS_ONLY_KNOWN) to true, and create tenants.",
            node(node ->
                wrong(
                    !node.isOn("troupe.tenants.only-known") && node.isOpen(HTTP),
                    "troupe.tenants.only-known is '%s'",
                    node.text("troupe.tenants.only-known")))),
        error(
            "management-at-public-address",
            "Management listens at an address of the internet.",
            "It has no login, and says how the cluster is.",
            "Set troupe.node.bind-host (TROUPE_NODE_BIND_HOST) to an address of the inner network.",
            node(node -> {
              String host = node.text("pekko.management.http.bind-hostname");
              return wrong(
                  host.matches("\\d+(\\.\\d+){3}") && !host.matches(PRIVATE),
                  "pekko.management.http.bind-hostname is '%s'",
                  host);
            })),
        error(
            "management-changes-cluster",
            "Management takes orders, from everyone who reaches it.",
            "It has no login: anybody near can down nodes.",
            "Set pekko.management.http.route-providers-read-only to true.",
            Checks.isOn("pekko.management.http.route-providers-read-only", true)),
        error(
            "certificates-missing",
            "A file of the nodes' certificates is not there or can't be read.",
            "The node does not start.",
            "Put ca.crt, tls.crt and tls.key into the folder of troupe.node.tls-directory, readable to the node's user.",
            KeyRules.files("troupe.node.tls-directory", file -> !file.isReadable())));
  }
}
