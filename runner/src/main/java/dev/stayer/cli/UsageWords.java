package dev.stayer.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** The parser's complaints in words of people: places and types of our fields are no business of theirs. */
final class UsageWords {
    private static final Pattern NOT_ONE_OF =
            Pattern.compile("Invalid value for (?:option|positional parameter at index \\d+) '?(.*?)'?: expected one of"
                    + " \\[(.*)\\] \\(case-insensitive\\) but was (.*)");

    private static final Pattern NOT_A_NUMBER = Pattern.compile(
            "Invalid value for (?:option|positional parameter at index \\d+) '?(.*?)'?(?: \\(.*?\\))?:"
                    + " '(.*)' is not an? (?:int|long)",
            Pattern.DOTALL);
    private static final Pattern MISSING =
            Pattern.compile("Missing required (?:parameters?|options?): (.*)", Pattern.DOTALL);
    private static final Pattern NO_VALUE = Pattern.compile(
            "(?:Missing required parameter for option '(.*?)' .*"
                    + "|Expected parameter for option '(.*?)' but found '.*')",
            Pattern.DOTALL);
    private static final Pattern TOO_MANY = Pattern.compile("Unmatched arguments? .*?'(.*)'", Pattern.DOTALL);
    private static final Pattern NO_OPTION = Pattern.compile("Unknown options?: (.*)", Pattern.DOTALL);
    private static final Pattern TWICE =
            Pattern.compile("option '(.*?)' (?:\\(.*?\\) )?should be specified only once", Pattern.DOTALL);

    private UsageWords() {}

    /** What is wrong, as a clause without full stop. */
    static String of(CommandLine.ParameterException error) {
        String message = String.valueOf(error.getMessage());
        Matcher found = NOT_ONE_OF.matcher(message);
        if (found.matches()) {
            return found.group(1) + " must be one of " + found.group(2).toLowerCase(Locale.ROOT) + ", not "
                    + found.group(3);
        }
        found = NOT_A_NUMBER.matcher(message);
        if (found.matches()) {
            boolean large = found.group(2).matches("-?\\d+");
            return found.group(1).replaceAll("[()]", "") + " cannot be '" + found.group(2) + "', which is "
                    + (large ? "too large a number" : "not a whole number");
        }
        found = MISSING.matcher(message);
        if (found.matches()) {
            return found.group(1).replace("'", "") + (found.group(1).contains(",") ? " are" : " is") + " missing";
        }
        found = NO_VALUE.matcher(message);
        if (found.matches()) {
            return (found.group(1) == null ? found.group(2) : found.group(1)) + " needs a value after it";
        }
        found = NO_OPTION.matcher(message);
        if (found.matches()) {
            return "there is no option '" + first(error, found.group(1)) + "'" + alike(error);
        }
        found = TOO_MANY.matcher(message);
        if (found.matches()) {
            return "'" + found.group(1) + "' is more than this command takes";
        }
        found = TWICE.matcher(message);
        return found.matches() ? found.group(1) + " stands there twice" : message;
    }

    private static String first(CommandLine.ParameterException error, String all) {
        return error instanceof CommandLine.UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched().getFirst()
                : all;
    }

    private static String alike(CommandLine.ParameterException error) {
        List<String> alike = error instanceof CommandLine.UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions().stream().limit(3).toList()
                : List.of();
        return alike.isEmpty() ? "" : ", did you mean " + String.join(" or ", alike) + "?";
    }
}
