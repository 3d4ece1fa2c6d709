package dev.stayer.architecture;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** All texts of the program's sources as its compiler sees them, each whole: what stands between is shown as the code in braces. */
final class Sentences {
    private Sentences() {}

    /**
     * One text.
     *
     * @param text the literals with what is put in between as {@code {code}}
     * @param call the simple name of the method or class that it is an argument of; empty where it is none
     * @param argument which argument, from 0; -1 where it is none
     * @param caught what the catch around it takes, as {@code name: types}; empty where there is none
     */
    record Sentence(String file, long line, String text, String call, int argument, String caught) {
        @Override
        public String toString() {
            return file + ":" + line + ": " + text.replace("\n", "\\n");
        }
    }

    /** Every text in the Java files below a folder. */
    static List<Sentence> in(Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            List<Sentence> found = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                String file = root.toAbsolutePath()
                        .relativize(Path.of(unit.getSourceFile().toUri()))
                        .toString();
                new Scanner(found, file, unit, Trees.instance(task)).scan(unit, null);
            }
            return found;
        }
    }

    private static final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final List<Sentence> found;
        private final String file;
        private final CompilationUnitTree unit;
        private final Trees trees;

        Scanner(List<Sentence> found, String file, CompilationUnitTree unit, Trees trees) {
            this.found = found;
            this.file = file;
            this.unit = unit;
            this.trees = trees;
        }

        @Override
        public @Nullable Void visitLiteral(LiteralTree literal, @Nullable Void nothing) {
            if (literal.getValue() instanceof String) {
                keep(literal);
            }
            return null;
        }

        @Override
        public @Nullable Void visitBinary(BinaryTree binary, @Nullable Void nothing) {
            if (binary.getKind() == Tree.Kind.PLUS && hasText(binary)) {
                keep(binary);
                new Inner(this).scan(getCurrentPath(), null);
                return null;
            }
            return super.visitBinary(binary, nothing);
        }

        private void keep(ExpressionTree expression) {
            Tree parent = getCurrentPath().getParentPath().getLeaf();
            Tree child = expression;
            TreePath path = getCurrentPath().getParentPath();
            while (parent instanceof ConditionalExpressionTree || parent instanceof ParenthesizedTree) {
                child = parent;
                path = path.getParentPath();
                parent = path.getLeaf();
            }
            String call = "";
            int argument = -1;
            if (parent instanceof MethodInvocationTree invocation) {
                argument = invocation.getArguments().indexOf(child);
                call = name(invocation.getMethodSelect());
            } else if (parent instanceof NewClassTree made) {
                argument = made.getArguments().indexOf(child);
                call = name(made.getIdentifier());
            }
            long line =
                    unit.getLineMap().getLineNumber(trees.getSourcePositions().getStartPosition(unit, expression));
            found.add(new Sentence(file, line, text(expression), call, argument, caught()));
        }

        private String caught() {
            for (TreePath at = getCurrentPath(); at != null; at = at.getParentPath()) {
                if (at.getLeaf() instanceof CatchTree around) {
                    return around.getParameter().getName() + ": "
                            + around.getParameter().getType();
                }
            }
            return "";
        }

        private static String name(Tree selected) {
            return selected instanceof MemberSelectTree member
                    ? member.getIdentifier().toString()
                    : selected.toString();
        }
    }

    /** What stands between the literals of a text may hold texts of its own. */
    private static final class Inner extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final Scanner outer;

        Inner(Scanner outer) {
            this.outer = outer;
        }

        @Override
        public @Nullable Void visitBinary(BinaryTree binary, @Nullable Void nothing) {
            if (binary.getKind() == Tree.Kind.PLUS && hasText(binary)) {
                return super.visitBinary(binary, nothing);
            }
            outer.scan(getCurrentPath(), null);
            return null;
        }

        @Override
        public @Nullable Void visitLiteral(LiteralTree literal, @Nullable Void nothing) {
            return null;
        }

        @Override
        public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void nothing) {
            outer.scan(getCurrentPath(), null);
            return null;
        }
    }

    private static boolean hasText(ExpressionTree expression) {
        return switch (expression) {
            case LiteralTree literal -> literal.getValue() instanceof String;
            case ParenthesizedTree inner -> hasText(inner.getExpression());
            case ConditionalExpressionTree choice ->
                hasText(choice.getTrueExpression()) || hasText(choice.getFalseExpression());
            case BinaryTree binary
            when binary.getKind() == Tree.Kind.PLUS ->
                hasText(binary.getLeftOperand()) || hasText(binary.getRightOperand());
            default -> false;
        };
    }

    private static String text(ExpressionTree expression) {
        return switch (expression) {
            case LiteralTree literal when literal.getValue() instanceof String text -> text;
            case ParenthesizedTree inner when hasText(inner) -> text(inner.getExpression());
            case ConditionalExpressionTree choice
            when hasText(choice) ->
                "{" + text(choice.getTrueExpression()) + "|" + text(choice.getFalseExpression()) + "}";
            case BinaryTree binary
            when binary.getKind() == Tree.Kind.PLUS && hasText(binary) ->
                text(binary.getLeftOperand()) + text(binary.getRightOperand());
            default -> "{" + expression + "}";
        };
    }
}
