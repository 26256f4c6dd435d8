package packtest

// Root is the absolute folder with the files of an archive.
const Root = `C:\w`
