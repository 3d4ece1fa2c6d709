package dev.stayer.distill;

import static dev.stayer.distill.SessionBuilder.sessions;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What parameters are called in skills that nobody has worded. */
class ParameterNamesTest {
    /** Steps between two that never change; {@code #} is another number in each session. */
    private static List<String> templates(String... commands) {
        String[] all = new String[commands.length + 2];
        all[0] = "make prepare";
        System.arraycopy(commands, 0, all, 1, commands.length);
        all[all.length - 1] = "make finish";
        List<Candidate> found = sessions().tenWith(all).andNoise().mine();
        assertThat(found).as(Arrays.toString(commands)).isNotEmpty();
        assertThat(found.get(0).accepted()).as(found.get(0).reason()).isTrue();
        return found.get(0).workflow().steps().stream()
                .map(Procedure.WorkflowStep::template)
                .collect(Collectors.toList())
                .subList(1, commands.length + 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    git commit -m 'fix number #'|git commit -m {message}
                    git checkout work#|git checkout {branch}
                    git checkout -b work#|git checkout -b {branch}
                    git checkout src/a#.java|git checkout {file}
                    git cherry-pick abc12#f|git cherry-pick {commit}
                    git merge feature/x#|git merge {branch}
                    gpg --sign out/a#.tar|gpg --sign {file}
                    wexyan stage --for who#|wexyan stage --for {name}
                    mvn versions:set -DnewVersion=1.#.0|mvn versions:set -DnewVersion={new_version}
                    mvn test -pl part#|mvn test -pl {module}
                    mvn test -Dtest=Part#Test|mvn test -Dtest={test}
                    pytest -k half#|pytest -k {test}
                    docker build -t registry/app:# .|docker build -t {image} .
                    ssh box#|ssh {host}
                    curl -sf http://box#/health|curl -sf {url}
                    helm upgrade shop# chart/|helm upgrade {release} chart/
                    deploy --env prod# --from 1.#.0 --to 2.#.0|deploy --env {env} --from {from_version} --to {to_version}
                    deploy --dry-run app#|deploy --dry-run {name}
                    tools/notify.sh ABC-#|tools/notify.sh {issue}
                    restore --since 2026-01-0#|restore --since {since_date}
                    cp out/a#.jar /srv/b#.jar|cp {from_file} {to_file}
                    mv -f a# b#c|mv -f {from_name} {to_name}
                    rsync -a dist#/ host:/srv/|rsync -a {folder} host:/srv/
                    diff left/a# right/b#|diff {from_path} {to_path}
                    """)
    void a_parameter_is_called_after_what_it_is(String command, String template) {
        assertThat(templates(command)).containsExactly(template);
    }

    @Test
    void two_that_would_be_alike_say_whose_they_are_and_have_numbers_only_where_nothing_else_tells_them_apart() {
        assertThat(templates("black src/a#.py", "kubectl apply -f k8s/b#.yaml"))
                .containsExactly("black {black_file}", "kubectl apply -f {kubectl_file}");
        assertThat(templates("tools/pack.sh x#", "tools/sign.sh y#"))
                .containsExactly("tools/pack.sh {pack_name}", "tools/sign.sh {sign_name}");
        assertThat(templates("zap x# y#z")).containsExactly("zap {zap_name} {zap_name2}");
    }

    @Test
    void arguments_of_tools_say_what_they_belong_to() {
        assertThat(ParameterNames.of(
                        List.of(
                                argument("id", "open_refund"),
                                argument("id", "escalate_cluster"),
                                argument("id", "trace_cluster"),
                                argument("customer.id", "charge"),
                                argument("user_id", "charge"),
                                argument("newFileName", "charge")),
                        java.util.Set.of("user_id")))
                .containsExactly(
                        "refund_id",
                        "escalate_cluster_id",
                        "trace_cluster_id",
                        "customer_id",
                        "user_id2",
                        "new_file_name");
    }

    private static ParameterNames.Nameless argument(String key, String tool) {
        return new ParameterNames.Nameless(List.of(new ParameterNames.Spot(key, tool, tool, 0)), "name");
    }

    /** What stands in braces in a command is not a parameter, and none may be called so. */
    @Test
    void no_parameter_is_called_like_a_word_in_braces() {
        assertThat(templates("awk '{name}' x#", "git show 'HEAD@{upstream}'"))
                .containsExactly("awk '{name}' {name2}", "git show 'HEAD@{upstream}'");
    }
}
