# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_onboard_global_optspecs
    string join \n language= h/help V/version
end

function __fish_onboard_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_onboard_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_onboard_using_subcommand
    set -l cmd (__fish_onboard_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c onboard -n "__fish_onboard_needs_command" -l language -d 'Language of findings, reasons and reports' -r -f -a "en\t'English'
de\t'German'"
complete -c onboard -n "__fish_onboard_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c onboard -n "__fish_onboard_needs_command" -s V -l version -d 'Print version'
complete -c onboard -n "__fish_onboard_needs_command" -f -a "inspect" -d 'Recognise, parse and check credentials offline. No network call is possible here'
complete -c onboard -n "__fish_onboard_needs_command" -f -a "check" -d 'Check a credential live: identity, every permission, preconditions; ends in a report'
complete -c onboard -n "__fish_onboard_needs_command" -f -a "payload" -d 'Compose the connection payload of a credential, sealed or not; open a sealed one'
complete -c onboard -n "__fish_onboard_needs_command" -f -a "connections" -d 'List, rename and delete the connections that are kept on this computer'
complete -c onboard -n "__fish_onboard_needs_command" -f -a "remediate" -d 'Print the smallest fix for what a report says is denied. Works from the file alone'
complete -c onboard -n "__fish_onboard_needs_command" -f -a "demo" -d 'Show the whole flow against a simulated cloud; no account and no network needed'
complete -c onboard -n "__fish_onboard_needs_command" -f -a "schema" -d 'Print the JSON Schema (draft 2020-12) of a document'
complete -c onboard -n "__fish_onboard_needs_command" -f -a "completions" -d 'Print the completions for a shell'
complete -c onboard -n "__fish_onboard_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c onboard -n "__fish_onboard_using_subcommand inspect" -l provider -d 'Recognise only this provider\'s credentials' -r
complete -c onboard -n "__fish_onboard_using_subcommand inspect" -l with -d 'Another file with a part of the credential, such as its certificate; may be given several times. It fills in what is missing and replaces what it holds. A path inside a credential file is never followed' -r -F
complete -c onboard -n "__fish_onboard_using_subcommand inspect" -l secret-file -d 'A secret field from a file of its own, such as certificate_password=pass.txt, without the line end at its end; may be given several times' -r
complete -c onboard -n "__fish_onboard_using_subcommand inspect" -l fail-on -d 'What makes the exit code 1' -r -f -a "error\t'Denied, undetermined, or an error finding'
warning\t'Also a warning finding'
undetermined\t'Also an optional permission that is undetermined'"
complete -c onboard -n "__fish_onboard_using_subcommand inspect" -l language -d 'Language of findings, reasons and reports' -r -f -a "en\t'English'
de\t'German'"
complete -c onboard -n "__fish_onboard_using_subcommand inspect" -l json -d 'Print one JSON document'
complete -c onboard -n "__fish_onboard_using_subcommand inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c onboard -n "__fish_onboard_using_subcommand check" -l saved -d 'Take a saved connection, by its name or id, instead of a file. Its secrets come from the key store' -r
complete -c onboard -n "__fish_onboard_using_subcommand check" -l provider -d 'Recognise only this provider\'s credentials' -r
complete -c onboard -n "__fish_onboard_using_subcommand check" -l variant -d 'Take only a credential of this kind' -r
complete -c onboard -n "__fish_onboard_using_subcommand check" -l profile -d 'Which of several credentials in the input: a profile or user name' -r
complete -c onboard -n "__fish_onboard_using_subcommand check" -l purpose -d 'What the connection is for; may be given several times. Default: image-management' -r
complete -c onboard -n "__fish_onboard_using_subcommand check" -l option -d 'An option that needs more permissions; may be given several times' -r
complete -c onboard -n "__fish_onboard_using_subcommand check" -l set -d 'A non-secret setting, such as region=eu-central-1; may be given several times' -r
complete -c onboard -n "__fish_onboard_using_subcommand check" -l with -d 'Another file with a part of the credential, such as its certificate; may be given several times. It fills in what is missing and replaces what it holds. A path inside a credential file is never followed' -r -F
complete -c onboard -n "__fish_onboard_using_subcommand check" -l secret-file -d 'A secret field from a file of its own, such as certificate_password=pass.txt, without the line end at its end; may be given several times' -r
complete -c onboard -n "__fish_onboard_using_subcommand check" -l endpoints -d 'A JSON file of base URLs by service, for test servers and private clouds' -r -F
complete -c onboard -n "__fish_onboard_using_subcommand check" -l ca-file -d 'More trusted issuers, PEM' -r -F
complete -c onboard -n "__fish_onboard_using_subcommand check" -l pin -d 'SHA-256 of the certificate to accept, hex, with or without colons' -r
complete -c onboard -n "__fish_onboard_using_subcommand check" -l proxy -d 'The proxy, such as http://host:port' -r
complete -c onboard -n "__fish_onboard_using_subcommand check" -l timeout -d 'Time for the whole check, in seconds. Default: 30' -r
complete -c onboard -n "__fish_onboard_using_subcommand check" -l fail-on -d 'What makes the exit code differ from 0' -r -f -a "error\t'Denied, undetermined, or an error finding'
warning\t'Also a warning finding'
undetermined\t'Also an optional permission that is undetermined'"
complete -c onboard -n "__fish_onboard_using_subcommand check" -l format -d 'Form of the report. Default: text' -r -f -a "text\t'For people'
json\t'The document of the schema'
markdown\t'For a ticket'
html\t'One page'
junit\t'Test results'
csv\t'One row a permission'"
complete -c onboard -n "__fish_onboard_using_subcommand check" -l out -d 'Write the report to this file instead of standard output' -r -F
complete -c onboard -n "__fish_onboard_using_subcommand check" -l language -d 'Language of findings, reasons and reports' -r -f -a "en\t'English'
de\t'German'"
complete -c onboard -n "__fish_onboard_using_subcommand check" -l json -d 'Short for --format json'
complete -c onboard -n "__fish_onboard_using_subcommand check" -l calls -d 'Print the requests that would be sent, with their intent, and send none'
complete -c onboard -n "__fish_onboard_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l saved -d 'Take a saved connection, by its name or id, instead of a file. Its secrets come from the key store' -r
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l provider -d 'Recognise only this provider\'s credentials' -r
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l variant -d 'Take only a credential of this kind' -r
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l profile -d 'Which of several credentials in the input: a profile or user name' -r
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l purpose -d 'What the connection is for; may be given several times. Default: image-management' -r
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l option -d 'An option that needs more permissions; may be given several times' -r
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l set -d 'A non-secret setting, such as region=eu-central-1; may be given several times' -r
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l with -d 'Another file with a part of the credential, such as its certificate; may be given several times. It fills in what is missing and replaces what it holds. A path inside a credential file is never followed' -r -F
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l secret-file -d 'A secret field from a file of its own, such as certificate_password=pass.txt, without the line end at its end; may be given several times' -r
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l name -d 'Name of the connection' -r
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l description -d 'Its description' -r
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l tag -d 'A tag of it; may be given several times' -r
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l format -d 'Form of the payload. A sealed one is always json' -r -f -a "json\t'The document of the schema'
sheet\t'Values in the order of the connection panel'
pkrvars\t'A Packer variable file'
env\t'Exports for a POSIX shell'
powershell\t'The same variables for PowerShell'
tfvars\t'A Terraform variable file'"
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l secrets -d 'What happens to secrets. inline needs --out and writes a file that only you can read; with a seal, only who can open it reads them' -r -f -a "redacted\t'Left out'
reference\t'Named by their place in a store'
inline\t'In clear text, to a file that only you can read'"
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l seal-to -d 'Seal the payload (age, armored) for this recipient, age1…; may be given several times' -r
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l passphrase-file -d 'Seal the payload (age, armored) with the passphrase in this file, without the line end at its end' -r -F
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l report -d 'Attach what this report of an earlier check says; it must be of the same credential and target' -r -F
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l endpoints -d 'A JSON file of base URLs by service, for test servers and private clouds' -r -F
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l ca-file -d 'More trusted issuers, PEM' -r -F
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l pin -d 'SHA-256 of the certificate to accept, hex, with or without colons' -r
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l proxy -d 'The proxy, such as http://host:port' -r
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l timeout -d 'Time for the whole check, in seconds. Default: 30' -r
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l fail-on -d 'What makes the exit code differ from 0' -r -f -a "error\t'Denied, undetermined, or an error finding'
warning\t'Also a warning finding'
undetermined\t'Also an optional permission that is undetermined'"
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l out -d 'Write the payload to this file instead of standard output' -r -F
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l language -d 'Language of findings, reasons and reports' -r -f -a "en\t'English'
de\t'German'"
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -l check -d 'Check live first and attach the outcome. Nothing is written when the check ends with 1, 3 or 4'
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -a "open" -d 'Open a sealed payload and check it against the schema. Secrets in it are not printed'
complete -c onboard -n "__fish_onboard_using_subcommand payload; and not __fish_seen_subcommand_from open help" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c onboard -n "__fish_onboard_using_subcommand payload; and __fish_seen_subcommand_from open" -l identity -d 'The private key that opens it: a file of age-keygen' -r -F
complete -c onboard -n "__fish_onboard_using_subcommand payload; and __fish_seen_subcommand_from open" -l passphrase-file -d 'The file with its passphrase, without the line end at its end' -r -F
complete -c onboard -n "__fish_onboard_using_subcommand payload; and __fish_seen_subcommand_from open" -l secrets -d 'What happens to the secrets in it. inline needs --out and writes a file that only you can read' -r -f -a "redacted\t'Left out'
inline\t'In clear text, to a file that only you can read'"
complete -c onboard -n "__fish_onboard_using_subcommand payload; and __fish_seen_subcommand_from open" -l out -d 'Write the payload to this file instead of standard output' -r -F
complete -c onboard -n "__fish_onboard_using_subcommand payload; and __fish_seen_subcommand_from open" -l language -d 'Language of findings, reasons and reports' -r -f -a "en\t'English'
de\t'German'"
complete -c onboard -n "__fish_onboard_using_subcommand payload; and __fish_seen_subcommand_from open" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c onboard -n "__fish_onboard_using_subcommand payload; and __fish_seen_subcommand_from help" -f -a "open" -d 'Open a sealed payload and check it against the schema. Secrets in it are not printed'
complete -c onboard -n "__fish_onboard_using_subcommand payload; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c onboard -n "__fish_onboard_using_subcommand connections; and not __fish_seen_subcommand_from list rename delete help" -l language -d 'Language of findings, reasons and reports' -r -f -a "en\t'English'
de\t'German'"
complete -c onboard -n "__fish_onboard_using_subcommand connections; and not __fish_seen_subcommand_from list rename delete help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c onboard -n "__fish_onboard_using_subcommand connections; and not __fish_seen_subcommand_from list rename delete help" -f -a "list" -d 'List the saved connections. The key store is not asked'
complete -c onboard -n "__fish_onboard_using_subcommand connections; and not __fish_seen_subcommand_from list rename delete help" -f -a "rename" -d 'Give a saved connection another name'
complete -c onboard -n "__fish_onboard_using_subcommand connections; and not __fish_seen_subcommand_from list rename delete help" -f -a "delete" -d 'Forget a saved connection, and its secrets in the key store'
complete -c onboard -n "__fish_onboard_using_subcommand connections; and not __fish_seen_subcommand_from list rename delete help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c onboard -n "__fish_onboard_using_subcommand connections; and __fish_seen_subcommand_from list" -l language -d 'Language of findings, reasons and reports' -r -f -a "en\t'English'
de\t'German'"
complete -c onboard -n "__fish_onboard_using_subcommand connections; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document'
complete -c onboard -n "__fish_onboard_using_subcommand connections; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c onboard -n "__fish_onboard_using_subcommand connections; and __fish_seen_subcommand_from rename" -l provider -d 'Of this provider, when several have the name' -r
complete -c onboard -n "__fish_onboard_using_subcommand connections; and __fish_seen_subcommand_from rename" -l language -d 'Language of findings, reasons and reports' -r -f -a "en\t'English'
de\t'German'"
complete -c onboard -n "__fish_onboard_using_subcommand connections; and __fish_seen_subcommand_from rename" -l json -d 'Print one JSON document'
complete -c onboard -n "__fish_onboard_using_subcommand connections; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c onboard -n "__fish_onboard_using_subcommand connections; and __fish_seen_subcommand_from delete" -l provider -d 'Of this provider, when several have the name' -r
complete -c onboard -n "__fish_onboard_using_subcommand connections; and __fish_seen_subcommand_from delete" -l language -d 'Language of findings, reasons and reports' -r -f -a "en\t'English'
de\t'German'"
complete -c onboard -n "__fish_onboard_using_subcommand connections; and __fish_seen_subcommand_from delete" -l json -d 'Print one JSON document'
complete -c onboard -n "__fish_onboard_using_subcommand connections; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c onboard -n "__fish_onboard_using_subcommand connections; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the saved connections. The key store is not asked'
complete -c onboard -n "__fish_onboard_using_subcommand connections; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Give a saved connection another name'
complete -c onboard -n "__fish_onboard_using_subcommand connections; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Forget a saved connection, and its secrets in the key store'
complete -c onboard -n "__fish_onboard_using_subcommand connections; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c onboard -n "__fish_onboard_using_subcommand remediate" -l format -d 'Only this form. Default: all' -r -f -a "policy\t'The vendor\'s policy or role document'
cli\t'Commands for a POSIX shell'
powershell\t'Commands for PowerShell'
terraform\t'Terraform'
console\t'Steps in the vendor\'s console'
note\t'A message to the administrator'"
complete -c onboard -n "__fish_onboard_using_subcommand remediate" -l out -d 'Write one file a fix into this folder instead of standard output' -r -F
complete -c onboard -n "__fish_onboard_using_subcommand remediate" -l language -d 'Language of findings, reasons and reports' -r -f -a "en\t'English'
de\t'German'"
complete -c onboard -n "__fish_onboard_using_subcommand remediate" -l json -d 'Print the fixes as one JSON document'
complete -c onboard -n "__fish_onboard_using_subcommand remediate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c onboard -n "__fish_onboard_using_subcommand demo; and not __fish_seen_subcommand_from list run serve help" -l language -d 'Language of findings, reasons and reports' -r -f -a "en\t'English'
de\t'German'"
complete -c onboard -n "__fish_onboard_using_subcommand demo; and not __fish_seen_subcommand_from list run serve help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c onboard -n "__fish_onboard_using_subcommand demo; and not __fish_seen_subcommand_from list run serve help" -f -a "list" -d 'List the scenarios'
complete -c onboard -n "__fish_onboard_using_subcommand demo; and not __fish_seen_subcommand_from list run serve help" -f -a "run" -d 'Run the whole flow in the terminal against the demo cloud inside this process'
complete -c onboard -n "__fish_onboard_using_subcommand demo; and not __fish_seen_subcommand_from list run serve help" -f -a "serve" -d 'Serve the demo cloud on loopback until stopped, for other programs'
complete -c onboard -n "__fish_onboard_using_subcommand demo; and not __fish_seen_subcommand_from list run serve help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from list" -l language -d 'Language of findings, reasons and reports' -r -f -a "en\t'English'
de\t'German'"
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document'
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from run" -l scenario -d 'Which scenario' -r
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from run" -l provider -d 'Which provider. Default: the first that the scenario has' -r
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from run" -l language -d 'Language of findings, reasons and reports' -r -f -a "en\t'English'
de\t'German'"
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from serve" -l scenario -d 'Which scenario' -r
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from serve" -l port -d 'The port; 0 takes a free one' -r
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from serve" -l latency -d 'How long each answer takes; without it, as long as the scenario says' -r
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from serve" -l language -d 'Language of findings, reasons and reports' -r -f -a "en\t'English'
de\t'German'"
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from serve" -l json -d 'Print the line of JSON and no hints'
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the scenarios'
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from help" -f -a "run" -d 'Run the whole flow in the terminal against the demo cloud inside this process'
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from help" -f -a "serve" -d 'Serve the demo cloud on loopback until stopped, for other programs'
complete -c onboard -n "__fish_onboard_using_subcommand demo; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c onboard -n "__fish_onboard_using_subcommand schema" -l language -d 'Language of findings, reasons and reports' -r -f -a "en\t'English'
de\t'German'"
complete -c onboard -n "__fish_onboard_using_subcommand schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c onboard -n "__fish_onboard_using_subcommand completions" -l language -d 'Language of findings, reasons and reports' -r -f -a "en\t'English'
de\t'German'"
complete -c onboard -n "__fish_onboard_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c onboard -n "__fish_onboard_using_subcommand help; and not __fish_seen_subcommand_from inspect check payload connections remediate demo schema completions help" -f -a "inspect" -d 'Recognise, parse and check credentials offline. No network call is possible here'
complete -c onboard -n "__fish_onboard_using_subcommand help; and not __fish_seen_subcommand_from inspect check payload connections remediate demo schema completions help" -f -a "check" -d 'Check a credential live: identity, every permission, preconditions; ends in a report'
complete -c onboard -n "__fish_onboard_using_subcommand help; and not __fish_seen_subcommand_from inspect check payload connections remediate demo schema completions help" -f -a "payload" -d 'Compose the connection payload of a credential, sealed or not; open a sealed one'
complete -c onboard -n "__fish_onboard_using_subcommand help; and not __fish_seen_subcommand_from inspect check payload connections remediate demo schema completions help" -f -a "connections" -d 'List, rename and delete the connections that are kept on this computer'
complete -c onboard -n "__fish_onboard_using_subcommand help; and not __fish_seen_subcommand_from inspect check payload connections remediate demo schema completions help" -f -a "remediate" -d 'Print the smallest fix for what a report says is denied. Works from the file alone'
complete -c onboard -n "__fish_onboard_using_subcommand help; and not __fish_seen_subcommand_from inspect check payload connections remediate demo schema completions help" -f -a "demo" -d 'Show the whole flow against a simulated cloud; no account and no network needed'
complete -c onboard -n "__fish_onboard_using_subcommand help; and not __fish_seen_subcommand_from inspect check payload connections remediate demo schema completions help" -f -a "schema" -d 'Print the JSON Schema (draft 2020-12) of a document'
complete -c onboard -n "__fish_onboard_using_subcommand help; and not __fish_seen_subcommand_from inspect check payload connections remediate demo schema completions help" -f -a "completions" -d 'Print the completions for a shell'
complete -c onboard -n "__fish_onboard_using_subcommand help; and not __fish_seen_subcommand_from inspect check payload connections remediate demo schema completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c onboard -n "__fish_onboard_using_subcommand help; and __fish_seen_subcommand_from payload" -f -a "open" -d 'Open a sealed payload and check it against the schema. Secrets in it are not printed'
complete -c onboard -n "__fish_onboard_using_subcommand help; and __fish_seen_subcommand_from connections" -f -a "list" -d 'List the saved connections. The key store is not asked'
complete -c onboard -n "__fish_onboard_using_subcommand help; and __fish_seen_subcommand_from connections" -f -a "rename" -d 'Give a saved connection another name'
complete -c onboard -n "__fish_onboard_using_subcommand help; and __fish_seen_subcommand_from connections" -f -a "delete" -d 'Forget a saved connection, and its secrets in the key store'
complete -c onboard -n "__fish_onboard_using_subcommand help; and __fish_seen_subcommand_from demo" -f -a "list" -d 'List the scenarios'
complete -c onboard -n "__fish_onboard_using_subcommand help; and __fish_seen_subcommand_from demo" -f -a "run" -d 'Run the whole flow in the terminal against the demo cloud inside this process'
complete -c onboard -n "__fish_onboard_using_subcommand help; and __fish_seen_subcommand_from demo" -f -a "serve" -d 'Serve the demo cloud on loopback until stopped, for other programs'
